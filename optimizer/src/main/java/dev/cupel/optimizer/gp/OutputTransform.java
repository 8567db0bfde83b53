package dev.cupel.optimizer.gp;

import java.util.Arrays;

/**
 * The map from the values of an objective to those that the process models: mean 0, standard deviation 1, and, if
 * warped, with a tamed lower half.
 *
 * <pre>
 * y          value, higher is better
 * med        median of the values
 * ŝ          root mean square of (y - med) over the values not below the median
 * u_1 &lt; … &lt; u_k   the different values below the median
 * w_i        what u_i becomes: med + ŝ Φ⁻¹(½ (i - ½) / k)
 * </pre>
 *
 * <p>The half-rank warp of Vizier (X. Song et al., "The Vizier Gaussian process bandit algorithm", 2024): how bad a bad
 * value is does not matter, that it is bad does. Above the median nothing changes but location and scale.
 */
final class OutputTransform {
    private final double[] below;
    private final double[] warped;
    private final double median;
    private final double location;
    private final double scale;

    private OutputTransform(double[] below, double[] warped, double median, double location, double scale) {
        this.below = below;
        this.warped = warped;
        this.median = median;
        this.location = location;
        this.scale = scale;
    }

    /** Location and scale only. */
    static OutputTransform standard(double[] values) {
        return standardised(new double[0], new double[0], Double.NEGATIVE_INFINITY, values);
    }

    /** The half-rank warp, then location and scale. */
    static OutputTransform halfRank(double[] values) {
        double median = median(values);
        double[] below = Arrays.stream(values).filter(value -> value < median).sorted().distinct().toArray();
        double spread = goodHalfSpread(values, median);
        double[] warped = new double[below.length];
        for (int i = 0; i < warped.length; i++) {
            warped[i] = median + spread * Normal.quantile(0.5 * (i + 0.5) / warped.length);
        }
        OutputTransform unscaled = new OutputTransform(below, warped, median, 0, 1);
        return standardised(below, warped, median, unscaled.forward(values));
    }

    /** Whether the bad values reach more than three times as far from the median as the good ones do. */
    static boolean heavyTailed(double[] values) {
        double median = median(values);
        double worst = Arrays.stream(values).min().orElseThrow();
        double best = Arrays.stream(values).max().orElseThrow();
        return median - worst > 3 * (best - median) && best > median;
    }

    private static OutputTransform standardised(double[] below, double[] warped, double median, double[] values) {
        double mean = Arrays.stream(values).sum() / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
        // all values the same: any scale serves, and 0 does not
        return new OutputTransform(below, warped, median, mean, deviation > 0 ? deviation : 1);
    }

    /** From the unit of the objective to the modelled one; the values are those that the transform was made of. */
    double[] forward(double[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int at = values[i] < median ? Arrays.binarySearch(below, values[i]) : -1;
            result[i] = ((at >= 0 ? warped[at] : values[i]) - location) / scale;
        }
        return result;
    }

    /** The variance of a value in the modelled unit. */
    double[] forwardVariances(double[] variances) {
        return Arrays.stream(variances).map(variance -> variance / (scale * scale)).toArray();
    }

    /** From the modelled unit back: straight lines between the known values, and the outermost line beyond. */
    double inverse(double modelled) {
        double value = modelled * scale + location;
        if (below.length == 0 || value >= median) {
            return value;
        }
        int next = 0;
        while (next < warped.length && warped[next] < value) {
            next++;
        }
        int right = Math.max(next, 1);
        double leftWarped = warped[right - 1];
        double rightWarped = right < warped.length ? warped[right] : median;
        double leftValue = below[right - 1];
        double rightValue = right < warped.length ? below[right] : median;
        return leftValue + (value - leftWarped) * (rightValue - leftValue) / (rightWarped - leftWarped);
    }

    /** The size of one modelled unit in the unit of the objective, above the median. */
    double scale() {
        return scale;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
    }

    private static double goodHalfSpread(double[] values, double median) {
        double squares = 0;
        int count = 0;
        for (double value : values) {
            if (value >= median) {
                squares += (value - median) * (value - median);
                count++;
            }
        }
        return Math.sqrt(squares / Math.max(1, count));
    }
}
