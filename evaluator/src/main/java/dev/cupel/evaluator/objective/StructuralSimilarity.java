package dev.cupel.evaluator.objective;

import dev.cupel.evaluator.picture.Picture;

/**
 * SSIM of Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to structural
 * similarity", 2004, on the brightness of two pictures.
 *
 * <table>
 * <caption>Notation</caption>
 * <tr><td>w</td><td>Gaussian window, 11 x 11, sigma 1.5, sum 1</td></tr>
 * <tr><td>mu</td><td>windowed mean of the brightness, 0 to 255</td></tr>
 * <tr><td>var, cov</td><td>windowed variance and covariance</td></tr>
 * <tr><td>C1, C2</td><td>(0.01 * 255)^2, (0.03 * 255)^2: against division by 0 on flat parts</td></tr>
 * </table>
 *
 * Pictures are shrunk by whole factors until the shorter side is below 128 pixels: layout counts, grain does not.
 */
final class StructuralSimilarity {

    private static final int SHORT_SIDE = 64;
    private static final int RADIUS = 5;
    private static final double[] WINDOW = window();
    private static final double C1 = Math.pow(0.01 * 255, 2);
    private static final double C2 = Math.pow(0.03 * 255, 2);

    /** Brightness, row-major, 0 to 255. */
    private record Plane(int width, int height, double[] values) {}

    private StructuralSimilarity() {}

    /**
     * Mean of SSIM over all places where the window lies inside.
     *
     * @param a a picture of at least 11 x 11 pixels
     * @param b a picture of the same size
     * @return -1 to 1; 1 for equal pictures
     */
    static double of(Picture a, Picture b) {
        if (a.width() != b.width() || a.height() != b.height() || Math.min(a.width(), a.height()) < WINDOW.length) {
            throw new IllegalArgumentException(
                    "pictures must be of one size of at least 11 x 11, but are %d x %d and %d x %d"
                            .formatted(a.width(), a.height(), b.width(), b.height()));
        }
        Plane x = brightness(a);
        Plane y = brightness(b);
        Plane meanX = blurred(x);
        Plane meanY = blurred(y);
        Plane squareX = blurred(product(x, x));
        Plane squareY = blurred(product(y, y));
        Plane mixed = blurred(product(x, y));
        double sum = 0;
        for (int i = 0; i < meanX.values.length; i++) {
            double mx = meanX.values[i];
            double my = meanY.values[i];
            double varX = squareX.values[i] - mx * mx;
            double varY = squareY.values[i] - my * my;
            double cov = mixed.values[i] - mx * my;
            sum += (2 * mx * my + C1) * (2 * cov + C2) / ((mx * mx + my * my + C1) * (varX + varY + C2));
        }
        return sum / meanX.values.length;
    }

    /** Brightness by BT.601, each value the mean of a square of the picture. */
    private static Plane brightness(Picture picture) {
        int factor = Math.max(1, Math.min(picture.width(), picture.height()) / SHORT_SIDE);
        int width = picture.width() / factor;
        int height = picture.height() / factor;
        byte[] rgb = picture.rgb();
        double[] values = new double[width * height];
        for (int y = 0; y < height * factor; y++) {
            for (int x = 0; x < width * factor; x++) {
                int at = 3 * (y * picture.width() + x);
                double value = 0.299 * (rgb[at] & 0xff) + 0.587 * (rgb[at + 1] & 0xff) + 0.114 * (rgb[at + 2] & 0xff);
                values[y / factor * width + x / factor] += value / (factor * factor);
            }
        }
        return new Plane(width, height, values);
    }

    private static Plane product(Plane a, Plane b) {
        double[] values = new double[a.values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = a.values[i] * b.values[i];
        }
        return new Plane(a.width, a.height, values);
    }

    /** The window is a product of two rows, so rows first, then columns; 10 pixels less each way. */
    private static Plane blurred(Plane plane) {
        int width = plane.width - 2 * RADIUS;
        int height = plane.height - 2 * RADIUS;
        double[] rows = new double[width * plane.height];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < WINDOW.length; k++) {
                rows[i] += WINDOW[k] * plane.values[i / width * plane.width + i % width + k];
            }
        }
        double[] values = new double[width * height];
        for (int i = 0; i < values.length; i++) {
            for (int k = 0; k < WINDOW.length; k++) {
                values[i] += WINDOW[k] * rows[i + k * width];
            }
        }
        return new Plane(width, height, values);
    }

    private static double[] window() {
        double[] window = new double[2 * RADIUS + 1];
        double sum = 0;
        for (int i = 0; i < window.length; i++) {
            window[i] = Math.exp(-(i - RADIUS) * (i - RADIUS) / (2 * 1.5 * 1.5));
            sum += window[i];
        }
        for (int i = 0; i < window.length; i++) {
            window[i] /= sum;
        }
        return window;
    }
}
