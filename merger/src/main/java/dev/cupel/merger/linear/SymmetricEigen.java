package dev.cupel.merger.linear;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix A: reflections make it tridiagonal, A = Q T Qᵀ, and QL steps with implicit
 * shifts make T diagonal (Golub and Van Loan, Matrix Computations, 4th edition, 8.3; Dubrulle, Martin and Wilkinson, The
 * implicit QL algorithm, Numerische Mathematik 12, 1968).
 *
 * @param values n eigenvalues, falling; accurate to about 1e-15 of the largest in size
 * @param vectors shape (n, n): row i is the eigenvector of value i, all of length 1 and orthogonal
 */
record SymmetricEigen(double[] values, Matrix vectors) {

    private static final int MOST_STEPS = 60;
    private static final double EPSILON = 0x1p-52;

    /**
     * Decomposes a matrix.
     *
     * @param a symmetric, shape (n, n), finite; it is overwritten
     */
    static SymmetricEigen of(Matrix a) {
        Tridiagonal t = new Tridiagonal(a);
        t.diagonalise();
        int n = a.rows();
        int[] falling = IntStream.range(0, n).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -t.diagonal[i])).mapToInt(i -> i).toArray();
        Matrix vectors = Matrix.zeros(n, n);
        for (int i = 0; i < n; i++) {
            System.arraycopy(t.rows, falling[i] * n, vectors.values(), i * n, n);
        }
        return new SymmetricEigen(Arrays.stream(falling).mapToDouble(i -> t.diagonal[i]).toArray(), vectors);
    }

    /** T, and the columns of Q as rows. */
    private static final class Tridiagonal {

        private final int n;
        private final double[] a;
        private final double[] diagonal;
        /** beside[i] stands between i and i + 1. */
        private final double[] beside;
        private final double[] factors;
        private final double[] rows;

        Tridiagonal(Matrix matrix) {
            n = matrix.rows();
            a = matrix.values();
            diagonal = new double[n];
            beside = new double[n];
            factors = new double[n];
            double[] w = new double[n];
            for (int k = 0; k < n - 1; k++) {
                reflect(k, w);
            }
            for (int k = 0; k < n; k++) {
                diagonal[k] = a[k * n + k];
            }
            rows = reflections();
        }

        /** Makes row k zero behind its second place: with v in that row, what remains becomes A - v wᵀ - w vᵀ. */
        private void reflect(int k, double[] w) {
            int at = k * n + k + 1;
            int length = n - k - 1;
            double norm = Math.sqrt(Vectors.dot(a, at, a, at, length));
            if (norm == 0) {
                return;
            }
            beside[k] = a[at] > 0 ? -norm : norm;
            a[at] -= beside[k];
            factors[k] = 2 / Vectors.dot(a, at, a, at, length);
            for (int i = 0; i < length; i++) {
                w[i] = factors[k] * Vectors.dot(a, (k + 1 + i) * n + k + 1, a, at, length);
            }
            Vectors.add(-factors[k] / 2 * Vectors.dot(w, 0, a, at, length), a, at, w, 0, length);
            for (int i = 0; i < length; i++) {
                int row = (k + 1 + i) * n + k + 1;
                Vectors.add(-a[at + i], w, 0, a, row, length);
                Vectors.add(-w[i], a, at, a, row, length);
            }
        }

        /** The columns of Q: the reflections, last first, of the unit vectors. */
        private double[] reflections() {
            double[] q = new double[n * n];
            q[0] = 1;
            for (int k = n - 2; k >= 0; k--) {
                q[(k + 1) * n + k + 1] = 1;
                for (int i = k + 1; i < n; i++) {
                    Vectors.add(-factors[k] * Vectors.dot(a, k * n + k + 1, q, i * n + k + 1, n - k - 1), a,
                            k * n + k + 1, q, i * n + k + 1, n - k - 1);
                }
            }
            return q;
        }

        void diagonalise() {
            for (int l = 0; l < n; l++) {
                for (int step = 0; step < MOST_STEPS; step++) {
                    int m = l;
                    while (m < n - 1 && Math.abs(beside[m]) > EPSILON * (Math.abs(diagonal[m])
                            + Math.abs(diagonal[m + 1]))) {
                        m++;
                    }
                    if (m == l) {
                        break;
                    }
                    turn(l, m);
                }
            }
        }

        /** One QL step on the rows l to m, shifted by an eigenvalue of the first two. */
        private void turn(int l, int m) {
            double g = (diagonal[l + 1] - diagonal[l]) / (2 * beside[l]);
            g = diagonal[m] - diagonal[l] + beside[l] / (g + Math.copySign(Math.hypot(g, 1), g));
            double sine = 1;
            double cosine = 1;
            double moved = 0;
            for (int i = m - 1; i >= l; i--) {
                double f = sine * beside[i];
                double b = cosine * beside[i];
                double r = Math.hypot(f, g);
                beside[i + 1] = r;
                if (r == 0) { // the matrix falls apart here
                    diagonal[i + 1] -= moved;
                    beside[m] = 0;
                    return;
                }
                sine = f / r;
                cosine = g / r;
                g = diagonal[i + 1] - moved;
                r = (diagonal[i] - g) * sine + 2 * cosine * b;
                moved = sine * r;
                diagonal[i + 1] = g + moved;
                g = cosine * r - b;
                Vectors.rotate(cosine, sine, rows, i * n, (i + 1) * n, n);
            }
            diagonal[l] -= moved;
            beside[l] = g;
            beside[m] = 0;
        }
    }
}
