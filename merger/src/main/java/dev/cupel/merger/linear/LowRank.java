package dev.cupel.merger.linear;

/** The nearest matrix of a lower rank: its first singular values and their vectors. */
public final class LowRank {

    private LowRank() {}

    /**
     * The nearest matrix of at most this rank.
     *
     * @param a shape (m, n)
     * @param rank from 0
     */
    public static Matrix exact(Matrix a, int rank) {
        return product(Svd.of(a).first(rank));
    }

    /**
     * Nearly the same by {@link Svd#leading}, much faster where the rank is small.
     *
     * @param a shape (m, n)
     * @param rank from 1
     * @param seed of the directions that the search for the singular vectors starts from
     */
    public static Matrix near(Matrix a, int rank, long seed) {
        return product(Svd.leading(a, rank, seed));
    }

    private static Matrix product(Svd svd) {
        Matrix scaled = Matrix.zeros(svd.u().rows(), svd.u().columns());
        for (int i = 0; i < scaled.values().length; i++) {
            scaled.values()[i] = svd.u().values()[i] * svd.s()[i % scaled.columns()];
        }
        return scaled.times(svd.v().transposed());
    }
}
