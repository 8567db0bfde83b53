package dev.cupel.merger.linear;

import java.util.Arrays;

/**
 * A rotation of few dimensions in a space of many: what takes the columns of U to those of V, and leaves what is perpendicular to
 * them alone. Rows x become {@code x - x r rᵀ + x l rᵀ}, with frames l and r on the way from V to U.
 *
 * @param u n orthonormal columns, shape (p, n)
 * @param v n orthonormal columns, shape (p, n)
 */
public record Turn(Matrix u, Matrix v) {

    /** Shares of the largest singular value, or lengths of a unit vector's part, that rounding leaves. */
    private static final double NOTHING = 1e-10;

    /**
     * The turn for which the rows of A come nearest to those of B: {@code U S Vᵀ = Aᵀ B}. Only directions count of which that tells
     * anything: with centred rows one fewer than there are rows.
     *
     * @param a shape (n, p)
     * @param b shape (n, p), n below p
     */
    public static Turn aligning(Matrix a, Matrix b) {
        Qr qr = Qr.of(b.transposed());
        Svd svd = Svd.of(a.transposed().times(qr.r().transposed()));
        int rank = 0;
        while (rank < svd.s().length && svd.s()[rank] > NOTHING * svd.s()[0]) {
            rank++;
        }
        Svd told = svd.first(rank);
        return new Turn(told.u(), qr.q().times(told.v()));
    }

    /**
     * The rows of a matrix after a part of the turn.
     *
     * @param x shape (m, p)
     * @param t 1 for the whole turn, -1 for the one back, 0 for none
     */
    public Matrix apply(Matrix x, double t) {
        if (t == 0) {
            return x;
        }
        return t == 1 ? exchanged(x, u, v) : t == -1 ? exchanged(x, v, u) : part(x, t);
    }

    /** Both frames move towards each other's places: l ahead and r back by half of t from the middle. */
    private Matrix part(Matrix x, double t) {
        Matrix m = v.transposedTimes(u);
        Matrix rest = minus(u, v.times(m));
        Qr qr = Qr.pivoted(rest);
        int k = 0;
        while (k < qr.r().rows() && Math.abs(qr.r().at(k, k)) > NOTHING) {
            k++;
        }
        Matrix beyond = qr.q().firstColumns(k);
        Rotation rotation = completed(beside(m, beyond.transposedTimes(u)));
        return exchanged(x, frame(beyond, rotation.power((1 + t) / 2)), frame(beyond, rotation.power((1 - t) / 2)));
    }

    /** {@code [V, beyond] R[:, :n]}: where the rotation takes V. */
    private Matrix frame(Matrix beyond, Matrix rotation) {
        int n = v.columns();
        Matrix columns = rotation.firstColumns(n);
        Matrix above = new Matrix(n, n, Arrays.copyOf(columns.values(), n * n));
        Matrix below = new Matrix(beyond.columns(), n,
                Arrays.copyOfRange(columns.values(), n * n, columns.values().length));
        return plus(v.times(above), beyond.times(below));
    }

    private static Matrix beside(Matrix above, Matrix below) {
        double[] values = Arrays.copyOf(above.values(), above.values().length + below.values().length);
        System.arraycopy(below.values(), 0, values, above.values().length, below.values().length);
        return new Matrix(above.rows() + below.rows(), above.columns(), values);
    }

    /** A rotation whose first columns are given, with the others as near to those of the identity as can be. */
    private static Rotation completed(Matrix frame) {
        int size = frame.rows();
        int n = frame.columns();
        int k = size - n;
        Matrix others = Qr.pivoted(minus(identity(size), frame.times(frame.transposed()))).q().firstColumns(k);
        Matrix below = new Matrix(k, k, Arrays.copyOfRange(others.values(), n * k, size * k));
        Svd svd = Svd.of(below);
        Matrix near = others.times(svd.v().times(svd.u().transposed()));
        Matrix whole = Matrix.zeros(size, size);
        for (int i = 0; i < size; i++) {
            System.arraycopy(frame.values(), i * n, whole.values(), i * size, n);
            System.arraycopy(near.values(), i * k, whole.values(), i * size + n, k);
        }
        if (k > 0 && Rotation.mirrors(whole)) {
            for (int i = 0; i < size; i++) {
                whole.values()[i * size + size - 1] *= -1;
            }
        }
        return new Rotation(whole);
    }

    private static Matrix exchanged(Matrix x, Matrix from, Matrix to) {
        Matrix difference = minus(x.times(from), x.times(to));
        return plus(x, difference.times(to.transposed()));
    }

    private static Matrix identity(int size) {
        Matrix identity = Matrix.zeros(size, size);
        for (int i = 0; i < size; i++) {
            identity.values()[i * size + i] = 1;
        }
        return identity;
    }

    private static Matrix plus(Matrix a, Matrix b) {
        Matrix sum = Matrix.zeros(a.rows(), a.columns());
        for (int i = 0; i < sum.values().length; i++) {
            sum.values()[i] = a.values()[i] + b.values()[i];
        }
        return sum;
    }

    private static Matrix minus(Matrix a, Matrix b) {
        Matrix difference = Matrix.zeros(a.rows(), a.columns());
        for (int i = 0; i < difference.values().length; i++) {
            difference.values()[i] = a.values()[i] - b.values()[i];
        }
        return difference;
    }
}
