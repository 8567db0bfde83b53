package dev.cupel.merger.linear;

import java.util.Random;

/**
 * Orthonormal vectors that span nearly what the first singular vectors of a matrix span.
 *
 * <pre>
 * A      matrix, shape (m, n)
 * basis  orthonormal columns, shape (m, l)
 * seen   Aᵀ · basis, shape (n, l): A as seen from the basis
 * </pre>
 */
record Subspace(Matrix basis, Matrix seen) {

    private static final int MOST_STEPS = 12;
    private static final double STILL = 1e-6;

    /** Turns random vectors towards the first singular vectors, until that is hardly worth a further step. */
    static Subspace of(Matrix a, int width, long seed) {
        double all = a.energy();
        if (!Double.isFinite(all)) {
            throw new ArithmeticException("a matrix to decompose needs finite elements whose squares are finite");
        }
        Matrix basis = Qr.of(a.times(random(a.columns(), width, seed))).q();
        Matrix seen = a.transposedTimes(basis);
        double captured = seen.energy();
        for (int step = 0; step < MOST_STEPS && captured < (1 - 1e-13) * all; step++) {
            basis = Qr.of(a.times(Qr.of(seen).q())).q();
            seen = a.transposedTimes(basis);
            double before = captured;
            captured = seen.energy();
            if (captured - before < STILL * all) {
                break;
            }
        }
        return new Subspace(basis, seen);
    }

    private static Matrix random(int rows, int columns, long seed) {
        Random random = new Random(seed); // its numbers are part of Java's specification
        Matrix matrix = Matrix.zeros(rows, columns);
        for (int i = 0; i < matrix.values().length; i++) {
            matrix.values()[i] = random.nextGaussian();
        }
        return matrix;
    }

    /** seen = U' S V'ᵀ gives basis · seenᵀ = (basis V') S U'ᵀ. */
    Svd decomposition() {
        Svd small = Svd.of(seen);
        return new Svd(basis.times(small.v()), small.s(), small.u());
    }
}
