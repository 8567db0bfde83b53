package dev.cupel.evaluator.picture;

/**
 * Resizing as the Pillow library does it, bit by bit.
 *
 * <pre>
 * symbol   meaning
 * scale    old size / new size; when it is above 1 the kernel is stretched by it, so that every old pixel counts
 * a        of the cubic: -0.5, its slope (Keys 1981)
 * </pre>
 *
 * <p>Rows first, then columns, each rounded to 8 bits; weights are whole numbers of 2^-22.
 */
public enum Resampling {
    /** The cubic: the preprocessing with which CLIP was trained. */
    BICUBIC(2) {
        @Override
        double kernel(double x) {
            double a = -0.5;
            double t = Math.abs(x);
            if (t < 1) {
                return ((a + 2) * t - (a + 3)) * t * t + 1;
            }
            return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
        }
    },
    /** The windowed sinc of three lobes: what the web UI resizes with. */
    LANCZOS(3) {
        @Override
        double kernel(double x) {
            return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    },
    /** The nearest pixel. */
    NEAREST(0) {
        @Override
        double kernel(double x) {
            return 1;
        }
    };

    private static final int BITS = 22;

    private final double support;

    /** @param support how far the kernel reaches, in old pixels */
    Resampling(double support) {
        this.support = support;
    }

    /** Weight of an old pixel at a distance from the new one's centre, in old pixels. */
    abstract double kernel(double x);

    /** The picture in another size; the same one if it has that size. */
    public Picture resize(Picture picture, int width, int height) {
        Picture narrow = picture.width() == width ? picture : resizeRows(picture, 0, picture.width(), width);
        return narrow.height() == height
                ? narrow
                : transpose(resizeRows(transpose(narrow), 0, narrow.height(), height));
    }

    /**
     * A part of a picture, as high as the picture, in another width.
     *
     * @param left  where the part begins, 0 to the picture's width
     * @param right where it ends; it may end where it begins, and the kernel sees its neighbours then
     */
    Picture stretch(Picture picture, int left, int right, int width) {
        return resizeRows(picture, left, right, width);
    }

    private Picture resizeRows(Picture picture, int left, int right, int width) {
        byte[] old = picture.rgb();
        byte[] rgb = new byte[3 * width * picture.height()];
        double scale = (double) (right - left) / width;
        double added = left + 0.5 * scale; // Pillow adds up where it looks for the nearest pixel, rounding errors and all
        for (int x = 0; x < width; x++, added += scale) {
            Span span = span(support == 0 ? added : left + (x + 0.5) * scale, Math.max(scale, 1), picture.width());
            for (int y = 0; y < picture.height(); y++) {
                for (int c = 0; c < 3; c++) {
                    rgb[3 * (y * width + x) + c] = span.sum(old, 3 * y * picture.width() + c);
                }
            }
        }
        return new Picture(width, picture.height(), rgb);
    }

    /** Neighbouring pixels of a row, and how much each counts, in units of 2^-22. */
    private record Span(int first, int[] weights) {

        /** @param row where the row's first value stands */
        byte sum(byte[] values, int row) {
            int sum = 1 << (BITS - 1); // a half, for rounding
            for (int k = 0; k < weights.length; k++) {
                sum += weights[k] * Byte.toUnsignedInt(values[row + 3 * (first + k)]);
            }
            return (byte) Math.clamp(sum >> BITS, 0, 255);
        }
    }

    private Span span(double centre, double stretch, int size) {
        if (support == 0) {
            return new Span(Math.min((int) centre, size - 1), new int[]{1 << BITS});
        }
        int first = Math.max(0, (int) (centre - support * stretch + 0.5));
        int last = Math.min(size, (int) (centre + support * stretch + 0.5));
        double[] exact = new double[last - first];
        double sum = 0;
        for (int k = 0; k < exact.length; k++) {
            exact[k] = kernel((k + first - centre + 0.5) / stretch);
            sum += exact[k];
        }
        int[] weights = new int[exact.length];
        for (int k = 0; k < exact.length; k++) {
            double scaled = exact[k] / sum * (1 << BITS);
            weights[k] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
        return new Span(first, weights);
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    static Picture transpose(Picture picture) {
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
