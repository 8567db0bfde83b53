package dev.cupel.optimizer.report;

/**
 * The colours of block coefficients: pale sand for none, teal, deep indigo for the most.
 *
 * <p>Lightness falls steadily in OKLab (Björn Ottosson, "A perceptual color space for image processing", 2020), so
 * that equal steps look equal, also to those who see few colours and in grey print.
 *
 * @param low the value of the palest colour
 * @param high the value of the darkest colour, above {@code low}
 */
record Ramp(double low, double high) {

    /** OKLab lightness, green-red, blue-yellow of evenly spaced stops. */
    private static final double[][] STOPS = {{0.955, -0.004, 0.025}, {0.845, -0.055, 0.012}, {0.700, -0.075, -0.035},
            {0.520, -0.045, -0.085}, {0.330, 0.005, -0.105}};

    /** Below this lightness white text has more contrast than black. */
    private static final double TEXT_TURNS = 0.57;

    Ramp {
        if (!(low < high)) {
            throw new IllegalArgumentException("""
                    colour ramp: low must be below high, but low = %s and high = %s.
                    Maybe all coefficients are equal: widen the range.""".formatted(low, high));
        }
    }

    /** The colour of a value as {@code #rrggbb}; values outside the range get the colour of its end. */
    String color(double value) {
        double[] lab = lab(value);
        double l = Math.pow(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2], 3);
        double m = Math.pow(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2], 3);
        double s = Math.pow(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2], 3);
        return "#%02x%02x%02x".formatted(channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
    }

    /** Black or white, whichever reads better on {@link #color}. */
    String text(double value) {
        return lab(value)[0] < TEXT_TURNS ? "#ffffff" : "#000000";
    }

    private double[] lab(double value) {
        double at = Math.clamp((value - low) / (high - low), 0, 1) * (STOPS.length - 1);
        int stop = Math.min((int) at, STOPS.length - 2);
        double[] lab = new double[3];
        for (int i = 0; i < 3; i++) {
            lab[i] = STOPS[stop][i] + (at - stop) * (STOPS[stop + 1][i] - STOPS[stop][i]);
        }
        return lab;
    }

    /** Linear light to an sRGB byte. */
    private static int channel(double linear) {
        double clipped = Math.clamp(linear, 0, 1);
        double encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * Math.pow(clipped, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * encoded);
    }
}
