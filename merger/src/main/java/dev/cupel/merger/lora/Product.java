package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Tensor;
import java.util.Arrays;

/**
 * The product of two small matrices, row by row, in float32 and summed in the order of the rank.
 *
 * @param rows o, the rows of the left matrix
 * @param rank r, the columns of the left and the rows of the right one
 * @param columns n, the columns of the right matrix
 * @param left shape (o, r), row-major
 * @param right shape (r, n), row-major
 */
record Product(int rows, int rank, int columns, float[] left, float[] right) implements Rows {

    /** The size of the product of a left tensor (o, r) or (o, r, 1, 1) and a right one (r, …). */
    static Size size(Tensor left, Tensor right) {
        Layout.require(matrix(left) && right.shape().length >= 2 && right.count() > 0
                && left.shape()[1] == right.shape()[0], "the first size of %s must be the second of %s", right, left);
        return new Size(left.shape()[0], right.count() / right.shape()[0]);
    }

    private static boolean matrix(Tensor tensor) {
        return tensor.shape().length >= 2 && tensor.count() > 0
                && tensor.count() == tensor.shape()[0] * tensor.shape()[1];
    }

    /** The product of such tensors. */
    static Product of(Tensor left, Tensor right) {
        Size size = size(left, right);
        return new Product((int) size.rows(), (int) left.shape()[1], (int) size.columns(), left.toFloats(),
                right.toFloats());
    }

    /** The size of a {@linkplain #tucker Tucker decomposition}. */
    static Size tuckerSize(Tensor core, Tensor left, Tensor right, boolean turned) {
        long[] c = core.shape();
        Layout.require(c.length >= 3 && core.count() > 0 && matrix(left) && matrix(right)
                && left.shape()[turned ? 0 : 1] == c[0] && right.shape()[0] == c[1],
                "the sizes of core %s must be the ranks of %s and %s", core, left, right);
        return new Size(left.count() / c[0], right.shape()[1] * (core.count() / c[0] / c[1]));
    }

    /**
     * The Tucker decomposition of a convolution: element (o, i, k) is the sum of core[n, m, k] * left[o, n] * right[m, i] over n
     * and m, with k over the kernel. Core and right are multiplied once, which leaves a product of two matrices.
     *
     * @param core shape (r, s, kernel, kernel)
     * @param left shape (o, r), or (r, o) if it is turned
     * @param right shape (s, i)
     * @param turned whether left is stored with the rank first
     */
    static Product tucker(Tensor core, Tensor left, Tensor right, boolean turned) {
        Size size = tuckerSize(core, left, right, turned);
        int rank = (int) core.shape()[0];
        float[] outputs = turned ? turned(left.toFloats(), rank, (int) size.rows()) : left.toFloats();
        return new Product((int) size.rows(), rank, (int) size.columns(), outputs, inputs(core, right));
    }

    /** Element (n, i, k) is the sum of core[n, m, k] * right[m, i] over m. */
    private static float[] inputs(Tensor core, Tensor right) {
        int r = (int) core.shape()[0];
        int s = (int) core.shape()[1];
        int kernel = (int) (core.count() / ((long) r * s));
        int inputs = (int) right.shape()[1];
        float[] c = core.toFloats();
        float[] b = right.toFloats();
        float[] wide = new float[Math.multiplyExact(Math.multiplyExact(r, inputs), kernel)];
        for (int n = 0; n < r; n++) {
            for (int m = 0; m < s; m++) {
                for (int i = 0; i < inputs; i++) {
                    for (int k = 0; k < kernel; k++) {
                        wide[(n * inputs + i) * kernel + k] += c[(n * s + m) * kernel + k] * b[m * inputs + i];
                    }
                }
            }
        }
        return wide;
    }

    private static float[] turned(float[] values, int rows, int columns) {
        float[] result = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result[j * rows + i] = values[i * columns + j];
            }
        }
        return result;
    }

    @Override
    public void row(int index, float[] row) {
        Arrays.fill(row, 0, columns, 0);
        for (int r = 0; r < rank; r++) {
            float u = left[index * rank + r];
            int from = r * columns;
            for (int i = 0; i < columns; i++) {
                row[i] += u * right[from + i];
            }
        }
    }
}
