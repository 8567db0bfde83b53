package dev.cupel.merger.linear;

import java.util.function.LongToDoubleFunction;

/** The nearest matrix of a lower rank. */
public final class LowRank {

    private LowRank() {}

    /**
     * The nearest matrix of at most this rank, by its first singular values.
     *
     * @param a shape (m, n)
     * @param rank from 0
     */
    public static Matrix exact(Matrix a, int rank) {
        Svd svd = Svd.of(a).first(rank);
        Matrix scaled = Matrix.zeros(svd.u().rows(), svd.u().columns());
        for (int i = 0; i < scaled.values().length; i++) {
            scaled.values()[i] = svd.u().values()[i] * svd.s()[i % scaled.columns()];
        }
        return scaled.times(svd.v().transposed());
    }

    /**
     * A near matrix of this rank, much faster: A projected on a basis Q that comes from random combinations of its columns by power
     * iteration, {@code Q Qᵀ A} (Halko, Martinsson and Tropp, Finding structure with randomness, SIAM Review 53, 2011, algorithm
     * 4.4); the shorter side of A is the one projected.
     *
     * @param a shape (m, n)
     * @param rank from 1
     * @param iterations how often the basis is improved, from 0
     * @param random numbers of mean 0, by their place
     */
    public static Matrix approximate(Matrix a, int rank, int iterations, LongToDoubleFunction random) {
        if (a.rows() < a.columns()) {
            return approximate(a.transposed(), rank, iterations, random).transposed();
        }
        Matrix start = Matrix.zeros(a.columns(), rank);
        for (int i = 0; i < start.values().length; i++) {
            start.values()[i] = random.applyAsDouble(i);
        }
        Matrix q = Qr.of(a.times(start)).q();
        for (int i = 0; i < iterations; i++) {
            q = Qr.of(a.times(Qr.of(a.transposedTimes(q)).q())).q();
        }
        return q.times(q.transposedTimes(a));
    }
}
