package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.linear.Matrix;
import dev.cupel.merger.linear.Qr;
import dev.cupel.merger.linear.Svd;
import java.util.regex.Pattern;

/** A {@link Delta} as a matrix or as two, in float64. */
final class Difference {

    /** The convolutions of Stable Diffusion 1.x, all 3x3, by the end of their names. */
    private static final Pattern CONVOLUTION = Pattern
            .compile(".*_(conv[12]|conv|conv_in|conv_out|in_layers_2|out_layers_3|op|input_blocks_0_0|out_2)");

    private Difference() {}

    /** All of it, with all but the first dimension as columns. */
    static Matrix whole(Delta delta) {
        Rows rows = delta.rows();
        Matrix matrix = Matrix.zeros(rows.rows(), rows.columns());
        float[] row = new float[rows.columns()];
        for (int o = 0; o < rows.rows(); o++) {
            rows.row(o, row);
            for (int i = 0; i < row.length; i++) {
                matrix.values()[o * row.length + i] = row[i];
            }
        }
        return matrix;
    }

    /** up, shape (out, r). */
    static Matrix up(Delta.LowRank pair) {
        return Matrix.of((int) pair.up().shape()[0], pair.rank(), pair.up().toFloats());
    }

    /** down, shape (r, …). */
    static Matrix down(Delta.LowRank pair) {
        return Matrix.of(pair.rank(), (int) (pair.down().count() / pair.rank()), pair.down().toFloats());
    }

    /** The decomposition of up · down: with up = Q R and downᵀ = P S it is that of the small R Sᵀ. */
    static Svd ofProduct(Matrix up, Matrix down) {
        Qr left = Qr.of(up);
        Qr right = Qr.of(down.transposed());
        Svd core = Svd.of(left.r().times(right.r().transposed()));
        return new Svd(left.q().times(core.u()), core.s(), right.q().times(core.v()));
    }

    /** The sum of the squares of all elements: of up · down it is the sum over n and m of (upᵀ up)[n, m] (down downᵀ)[n, m]. */
    static double squares(Delta delta) {
        if (!(delta instanceof Delta.LowRank pair && pair.plain())) {
            return whole(delta).energy();
        }
        Matrix up = up(pair);
        Matrix turned = down(pair).transposed();
        double[] left = up.transposedTimes(up).values();
        double[] right = turned.transposedTimes(turned).values();
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    /** The part of a difference that a rule keeps. */
    static Svd kept(Delta delta, RankRule rule, long seed) {
        return delta instanceof Delta.LowRank pair && pair.plain()
                ? rule.apply(ofProduct(up(pair), down(pair)))
                : rule.apply(whole(delta), seed);
    }

    /**
     * The shape of the layer's weight, (out, in) or (out, in, kernel, kernel); where the tensors do not tell the kernel, the
     * layer's name does.
     */
    static long[] shape(String layer, Delta delta) {
        Size size = delta.size();
        for (Tensor tensor : delta.tensors().reversed()) {
            long[] shape = tensor.shape();
            if (shape.length == 4 && shape[2] * shape[3] > 1) {
                return new long[]{size.rows(), size.columns() / shape[2] / shape[3], shape[2], shape[3]};
            }
        }
        if (size.columns() % 9 == 0 && CONVOLUTION.matcher(layer).matches()) {
            return new long[]{size.rows(), size.columns() / 9, 3, 3};
        }
        boolean pointwise = delta.tensors().stream().anyMatch(t -> t.shape().length == 4);
        return pointwise
                ? new long[]{size.rows(), size.columns(), 1, 1}
                : new long[]{size.rows(), size.columns()};
    }
}
