package dev.cupel.evaluator.picture;

/**
 * Bicubic resizing as the Pillow library does it, bit by bit: the preprocessing with which CLIP was trained.
 *
 * <pre>
 * symbol   meaning
 * a        -0.5, the slope of the cubic (Keys 1981)
 * scale    old size / new size; when it is above 1 the cubic is stretched by it, so that every old pixel counts
 * </pre>
 *
 * <p>Rows first, then columns, each rounded to 8 bits; weights are whole numbers of 2^-22.
 */
public final class Bicubic {

    private static final double A = -0.5;
    private static final int BITS = 22;

    private Bicubic() {}

    /** The picture in another size; the same one if it has that size. */
    public static Picture resize(Picture picture, int width, int height) {
        Picture narrow = picture.width() == width ? picture : resizeRows(picture, width);
        return narrow.height() == height ? narrow : transpose(resizeRows(transpose(narrow), height));
    }

    private static Picture resizeRows(Picture picture, int width) {
        byte[] old = picture.rgb();
        byte[] rgb = new byte[3 * width * picture.height()];
        for (int x = 0; x < width; x++) {
            double scale = (double) picture.width() / width;
            double stretch = Math.max(scale, 1);
            double centre = (x + 0.5) * scale;
            int first = Math.max(0, (int) (centre - 2 * stretch + 0.5));
            int last = Math.min(picture.width(), (int) (centre + 2 * stretch + 0.5));
            int[] weights = weights(first, last, centre, stretch);
            for (int y = 0; y < picture.height(); y++) {
                for (int c = 0; c < 3; c++) {
                    int sum = 1 << (BITS - 1); // a half, for rounding
                    for (int k = first; k < last; k++) {
                        sum += weights[k - first] * Byte.toUnsignedInt(old[3 * (y * picture.width() + k) + c]);
                    }
                    rgb[3 * (y * width + x) + c] = (byte) Math.clamp(sum >> BITS, 0, 255);
                }
            }
        }
        return new Picture(width, picture.height(), rgb);
    }

    private static int[] weights(int first, int last, double centre, double stretch) {
        double[] exact = new double[last - first];
        double sum = 0;
        for (int k = 0; k < exact.length; k++) {
            exact[k] = cubic((k + first - centre + 0.5) / stretch);
            sum += exact[k];
        }
        int[] weights = new int[exact.length];
        for (int k = 0; k < exact.length; k++) {
            double scaled = exact[k] / sum * (1 << BITS);
            weights[k] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
        return weights;
    }

    private static double cubic(double x) {
        double t = Math.abs(x);
        if (t < 1) {
            return ((A + 2) * t - (A + 3)) * t * t + 1;
        }
        return t < 2 ? (((t - 5) * t + 8) * t - 4) * A : 0;
    }

    private static Picture transpose(Picture picture) {
        byte[] old = picture.rgb();
        byte[] rgb = new byte[old.length];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                System.arraycopy(old, 3 * (y * picture.width() + x), rgb, 3 * (x * picture.height() + y), 3);
            }
        }
        return new Picture(picture.height(), picture.width(), rgb);
    }
}
