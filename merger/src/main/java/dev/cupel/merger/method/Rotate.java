package dev.cupel.merger.method;

import dev.cupel.merger.linear.Matrix;
import dev.cupel.merger.linear.Rotation;
import dev.cupel.merger.linear.Turn;
import java.util.List;

/**
 * A, turned towards B: alpha is how far its rows turn, beta how much of B's shape they take on. As sd-mecha 1.1.5's rotate,
 * whose alignment is alpha and whose alpha is beta here, and as sd-meh's pull request 50.
 *
 * <p>The tensor is a matrix with a row for each of the first dimension, for a 3x3 convolution a row for each kernel. Both are
 * centred: their mean rows times centralization are taken off. R is the rotation for which {@code A R} comes nearest to B. The
 * result is {@code ((1 - beta) A + beta B R^-1) R^alpha} and the means' mix by alpha. (0, 0) is A and (1, 1) is B.
 *
 * <p>Vectors, and tensors equal in half precision, become {@code (1 - beta) A + beta B}.
 * <br>For an alpha that is not whole a reflection is turned into a rotation first. Matrices with fewer rows than columns only
 * turn in the space of both models' rows; for them, sd-mecha finds the way from one frame to the other by an iteration that may not
 * settle, and ours is another, closed one, so that in between, and only there, results differ. sd-meh's pull request blends 3x3
 * convolutions by beta, and vectors by alpha (compatibility sd-meh).
 *
 * <p>The decomposition takes seconds for a matrix of 320 columns, and minutes for 1280: this method is made for single merges.
 *
 * @param centralization from 0 to 1
 * @param compatibility none or sd-meh
 */
public record Rotate(double centralization, Compatibility compatibility) implements Formula {

    @Override
    public String name() {
        return "rotate";
    }

    @Override
    public Settings settings() {
        return compatibility.in(Settings.of("centralization", centralization));
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean hasBeta() {
        return true;
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        double alpha = coefficient.alpha();
        double beta = coefficient.beta();
        if (alpha == 0 && beta == 0) {
            return values.a();
        }
        if (alpha == 1 && beta == 1) {
            return values.b();
        }
        long[] shape = values.shape();
        boolean convolution = shape.length == 4 && shape[2] * shape[3] != 1;
        boolean meh = compatibility == Compatibility.SD_MEH;
        if (shape.length < 2 || equalInHalf(values) || convolution && meh) {
            double share = meh && shape.length == 1 ? alpha : beta;
            new Mix((float) (1 - share), (float) share).apply(values.a(), values.b(), values.length());
            return values.a();
        }
        int rows = (int) (convolution ? shape[0] * shape[1] : shape[0]);
        turn(values, rows, alpha, beta);
        return values.a();
    }

    private static boolean equalInHalf(Values values) {
        for (int i = 0; i < values.length(); i++) {
            if (Float.floatToFloat16(values.a()[i]) != Float.floatToFloat16(values.b()[i])) {
                return false;
            }
        }
        return true;
    }

    private void turn(Values values, int rows, double alpha, double beta) {
        int columns = values.length() / rows;
        Matrix a = Matrix.of(rows, columns, values.a());
        Matrix b = Matrix.of(rows, columns, values.b());
        double[] meanA = centre(a);
        double[] meanB = centre(b);
        Matrix result = rows < columns ? narrow(a, b, alpha, beta) : wide(a, b, alpha, beta);
        for (int i = 0; i < values.length(); i++) {
            int j = i % columns;
            values.a()[i] = (float) (result.values()[i] + (1 - alpha) * meanA[j] + alpha * meanB[j]);
        }
    }

    private double[] centre(Matrix matrix) {
        double[] mean = new double[matrix.columns()];
        for (int i = 0; i < matrix.values().length; i++) {
            mean[i % mean.length] += matrix.values()[i];
        }
        for (int j = 0; j < mean.length; j++) {
            mean[j] = mean[j] / matrix.rows() * centralization;
        }
        for (int i = 0; i < matrix.values().length; i++) {
            matrix.values()[i] -= mean[i % mean.length];
        }
        return mean;
    }

    private static Matrix wide(Matrix a, Matrix b, double alpha, double beta) {
        Rotation rotation = Rotation.aligning(a, b, alpha != Math.rint(alpha));
        if (beta != 0) {
            blend(a, b.times(rotation.matrix().transposed()), beta);
        }
        return alpha == 0 ? a : a.times(alpha == 1 ? rotation.matrix() : rotation.power(alpha));
    }

    private static Matrix narrow(Matrix a, Matrix b, double alpha, double beta) {
        Turn turn = Turn.aligning(a, b);
        if (beta != 0) {
            blend(a, turn.apply(b, -1), beta);
        }
        return turn.apply(a, alpha);
    }

    private static void blend(Matrix a, Matrix b, double share) {
        for (int i = 0; i < a.values().length; i++) {
            a.values()[i] = (1 - share) * a.values()[i] + share * b.values()[i];
        }
    }
}
