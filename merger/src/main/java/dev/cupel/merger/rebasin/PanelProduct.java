package dev.cupel.merger.rebasin;

import java.util.Arrays;

/**
 * Adds the product of two narrow matrices to a square one: gain(i, j) += sum over k of left(i, k) right(k, j).
 *
 * <p>Products are summed in float32 within a panel of at most {@link #WIDTH} terms, and panels in float64. Rows are shared
 * among the processor's cores; each is summed in the same order by whichever core has it.
 *
 * <table>
 * <caption>Notation</caption>
 * <tr><td>n</td><td>rows and columns of the gains</td></tr>
 * <tr><td>width</td><td>terms of each sum, 1 to {@link #WIDTH}</td></tr>
 * <tr><td>left</td><td>(n, width) row-major: units of the reference</td></tr>
 * <tr><td>right</td><td>(width, n) row-major: units of the model, as columns</td></tr>
 * </table>
 */
final class PanelProduct {

    /** Most terms of a panel: its columns of {@link #TILE} fit into a core's second cache. */
    static final int WIDTH = 256;

    private static final int TILE = 512;
    private static final int ROWS = 64;

    private final int n;
    private final double[] gain;

    PanelProduct(int n) {
        this.n = n;
        this.gain = new double[Math.multiplyExact(n, n)];
    }

    double[] gain() {
        return gain;
    }

    void add(float[] left, float[] right, int width) {
        Cores.each((n + ROWS - 1) / ROWS, (long) n * n * width, task -> {
            float[] sums = new float[4 * TILE];
            int last = Math.min(n, (task + 1) * ROWS);
            for (int column = 0; column < n; column += TILE) {
                int columns = Math.min(TILE, n - column);
                for (int row = task * ROWS; row < last; row += 4) {
                    addTile(left, right, width, row, Math.min(4, last - row), column, columns, sums);
                }
            }
        });
    }

    private void addTile(float[] left, float[] right, int width, int row, int rows, int column, int columns,
            float[] sums) {
        Arrays.fill(sums, 0);
        int k = 0;
        for (; rows == 4 && k + 4 <= width; k += 4) {
            addFour(left, row * width + k, width, right, k * n + column, columns, sums);
        }
        for (; k < width; k++) {
            for (int r = 0; r < rows; r++) {
                addOne(left[(row + r) * width + k], right, k * n + column, columns, sums, r * TILE);
            }
        }
        for (int r = 0; r < rows; r++) {
            int at = (row + r) * n + column;
            for (int j = 0; j < columns; j++) {
                gain[at + j] += sums[r * TILE + j];
            }
        }
    }

    /** Four terms of four rows at once: each number that is loaded is used four times. */
    private void addFour(float[] left, int at, int width, float[] right, int first, int columns, float[] sums) {
        int row1 = at + width;
        int row2 = row1 + width;
        int row3 = row2 + width;
        float a0 = left[at], a1 = left[at + 1], a2 = left[at + 2], a3 = left[at + 3];
        float b0 = left[row1], b1 = left[row1 + 1], b2 = left[row1 + 2], b3 = left[row1 + 3];
        float c0 = left[row2], c1 = left[row2 + 1], c2 = left[row2 + 2], c3 = left[row2 + 3];
        float d0 = left[row3], d1 = left[row3 + 1], d2 = left[row3 + 2], d3 = left[row3 + 3];
        for (int j = 0; j < columns; j++) {
            float x0 = right[first + j];
            float x1 = right[first + n + j];
            float x2 = right[first + 2 * n + j];
            float x3 = right[first + 3 * n + j];
            sums[j] += a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3;
            sums[TILE + j] += b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3;
            sums[2 * TILE + j] += c0 * x0 + c1 * x1 + c2 * x2 + c3 * x3;
            sums[3 * TILE + j] += d0 * x0 + d1 * x1 + d2 * x2 + d3 * x3;
        }
    }

    private static void addOne(float factor, float[] right, int first, int columns, float[] sums,
            int at) {
        for (int j = 0; j < columns; j++) {
            sums[at + j] += factor * right[first + j];
        }
    }
}
