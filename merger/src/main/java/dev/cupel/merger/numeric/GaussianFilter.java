package dev.cupel.merger.numeric;

/**
 * The Gaussian of standard deviation 1 along every dimension of a tensor, cut at distance 4, as scipy.ndimage.gaussian_filter:
 * summed in float64 and rounded to float32 after each dimension. Beyond an edge the tensor is reflected, the outermost value twice
 * ({@code c b a | a b c | c b a}).
 */
public final class GaussianFilter {

    private static final int RADIUS = 4;
    /** Neighbouring lines that are done at a time: a cache line of float64 several times over. */
    private static final int WIDTH = 64;
    private static final double[] WEIGHTS = weights();

    private GaussianFilter() {}

    /** At distance 0 to 4; over both sides they add up to 1. */
    private static double[] weights() {
        double[] weights = new double[RADIUS + 1];
        double sum = 0;
        for (int i = 0; i <= RADIUS; i++) {
            weights[i] = StrictMath.exp(-0.5 * i * i);
            sum += i == 0 ? weights[i] : 2 * weights[i];
        }
        for (int i = 0; i <= RADIUS; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /**
     * Filters a tensor in place.
     *
     * @param values row-major
     * @param shape sizes of the dimensions, outermost first; those of size 1 change nothing
     */
    public static void apply(float[] values, long[] shape) {
        int length = 1;
        for (long size : shape) {
            length *= Math.toIntExact(size);
        }
        int block = length;
        for (long size : shape) {
            int n = (int) size;
            if (n > 1) {
                filter(values, length, n, block / n);
            }
            block /= n;
        }
    }

    /** Along a dimension of size n, whose steps are {@code run} values apart. */
    private static void filter(float[] values, int length, int n, int run) {
        int width = Math.min(run, WIDTH);
        double[] padded = new double[(n + 2 * RADIUS) * width];
        for (int from = 0; from < length; from += n * run) {
            for (int first = 0; first < run; first += width) {
                int count = Math.min(width, run - first);
                pad(values, from + first, n, run, count, padded);
                sum(padded, n, count, values, from + first, run);
            }
        }
    }

    /** Copies count lines side by side, with their reflections before and behind. */
    private static void pad(float[] values, int from, int n, int run, int count, double[] padded) {
        for (int i = -RADIUS; i < n + RADIUS; i++) {
            int source = from + reflected(i, n) * run;
            int target = (i + RADIUS) * count;
            for (int j = 0; j < count; j++) {
                padded[target + j] = values[source + j];
            }
        }
    }

    private static int reflected(int index, int size) {
        int within = Math.floorMod(index, 2 * size);
        return within < size ? within : 2 * size - 1 - within;
    }

    private static void sum(double[] padded, int n, int count, float[] values, int from, int run) {
        for (int i = 0; i < n; i++) {
            int middle = (i + RADIUS) * count;
            int target = from + i * run;
            for (int j = 0; j < count; j++) {
                int at = middle + j;
                values[target + j] = (float) (WEIGHTS[0] * padded[at]
                        + WEIGHTS[1] * (padded[at - count] + padded[at + count])
                        + WEIGHTS[2] * (padded[at - 2 * count] + padded[at + 2 * count])
                        + WEIGHTS[3] * (padded[at - 3 * count] + padded[at + 3 * count])
                        + WEIGHTS[4] * (padded[at - 4 * count] + padded[at + 4 * count]));
            }
        }
    }
}
