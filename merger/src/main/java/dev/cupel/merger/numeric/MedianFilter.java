package dev.cupel.merger.numeric;

import java.util.Arrays;

/**
 * The median of the 3^d places around each place of a tensor of d dimensions, itself in the middle, as scipy.ndimage.median_filter
 * of size 3. Beyond an edge the tensor is reflected: the neighbour of an outermost place is the place itself.
 */
public final class MedianFilter {

    private MedianFilter() {}

    /**
     * Filters a tensor.
     *
     * @param values row-major, finite; they stay as they are
     * @param shape sizes of the dimensions, outermost first; those of size 1 change nothing, as all neighbours are reflections
     * @return as many values as the shape says
     */
    public static float[] apply(float[] values, long[] shape) {
        int[] sizes = Arrays.stream(shape).filter(size -> size > 1).mapToInt(Math::toIntExact).toArray();
        float[] result = new float[Arrays.stream(sizes).reduce(1, Math::multiplyExact)];
        if (sizes.length == 2) {
            filterMatrix(values, sizes[0], sizes[1], result);
        } else if (sizes.length == 4 && sizes[2] == 3 && sizes[3] == 3) {
            new KernelMedian(sizes[0], sizes[1]).filter(values, result);
        } else {
            filterAny(values, sizes, result);
        }
        return result;
    }

    /**
     * The median of nine is that of: the largest of the columns' least, the middle of the columns' middle, the least of the
     * columns' largest. (A. Paeth, Median finding on a 3x3 grid, 1990.)
     */
    private static void filterMatrix(float[] values, int rows, int columns, float[] result) {
        float[] least = new float[columns + 2];
        float[] middle = new float[columns + 2];
        float[] most = new float[columns + 2];
        for (int row = 0; row < rows; row++) {
            int above = Math.max(row - 1, 0) * columns;
            int here = row * columns;
            int below = Math.min(row + 1, rows - 1) * columns;
            for (int i = 0; i < columns; i++) {
                float a = values[above + i];
                float b = values[here + i];
                float c = values[below + i];
                least[i + 1] = Math.min(Math.min(a, b), c);
                middle[i + 1] = middle(a, b, c);
                most[i + 1] = Math.max(Math.max(a, b), c);
            }
            for (float[] line : new float[][]{least, middle, most}) {
                line[0] = line[1];
                line[columns + 1] = line[columns];
            }
            for (int i = 0; i < columns; i++) {
                result[here + i] = middle(Math.max(Math.max(least[i], least[i + 1]), least[i + 2]),
                        middle(middle[i], middle[i + 1], middle[i + 2]),
                        Math.min(Math.min(most[i], most[i + 1]), most[i + 2]));
            }
        }
    }

    private static float middle(float a, float b, float c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private static void filterAny(float[] values, int[] sizes, float[] result) {
        int[] place = new int[sizes.length];
        int[] window = new int[(int) Math.pow(3, sizes.length)];
        float[] sorted = new float[window.length];
        for (int at = 0; at < result.length; at++) {
            gather(sizes, place, at, window);
            for (int i = 0; i < window.length; i++) {
                sorted[i] = values[window[i]];
            }
            Arrays.sort(sorted);
            result[at] = sorted[sorted.length / 2];
            advance(sizes, place);
        }
    }

    /** The indices of a place's neighbours: for each dimension, those found so far, one step back and one step on. */
    private static void gather(int[] sizes, int[] place, int at, int[] window) {
        window[0] = at;
        int count = 1;
        int stride = 1;
        for (int d = sizes.length - 1; d >= 0; d--) {
            int back = place[d] == 0 ? 0 : -stride;
            int on = place[d] == sizes[d] - 1 ? 0 : stride;
            for (int i = 0; i < count; i++) {
                window[count + i] = window[i] + back;
                window[2 * count + i] = window[i] + on;
            }
            count *= 3;
            stride *= sizes[d];
        }
    }

    /** The next place in row-major order. */
    private static void advance(int[] sizes, int[] place) {
        for (int d = sizes.length - 1; d >= 0; d--) {
            if (++place[d] < sizes[d]) {
                return;
            }
            place[d] = 0;
        }
    }
}
