package dev.cupel.merger.linear;

import java.util.stream.IntStream;

/**
 * The thin QR decomposition by Householder reflections: {@code A[:, order] = Q · R}
 * (Golub and Van Loan, Matrix Computations, 4th edition, 5.2.2 and 5.4.2).
 *
 * <pre>
 * A      matrix, shape (m, n);  k = min(m, n)
 * Q      orthonormal columns, shape (m, k)
 * R      upper triangle, shape (k, n)
 * order  which column of A is column j of A[:, order]: 0, 1, … unless columns were exchanged
 * </pre>
 *
 * @param q shape (m, k)
 * @param r shape (k, n)
 * @param order n indices of columns; not copied
 */
public record Qr(Matrix q, Matrix r, int[] order) {

    /** The decomposition without exchanges of columns. */
    public static Qr of(Matrix a) {
        return new Reflections(a, false).result();
    }

    /** The decomposition in which the longest remaining column comes next: the diagonal of R falls, and shows the rank. */
    public static Qr pivoted(Matrix a) {
        return new Reflections(a, true).result();
    }

    /** The columns of A, one after the other in memory, turned into R above and the reflections' vectors below. */
    private static final class Reflections {

        private final int m;
        private final int n;
        private final int k;
        private final double[] columns;
        private final double[] diagonal;
        private final double[] factors;
        private final int[] order;
        private final double[] left;

        Reflections(Matrix a, boolean exchange) {
            m = a.rows();
            n = a.columns();
            k = Math.min(m, n);
            columns = a.transposed().values();
            diagonal = new double[k];
            factors = new double[k];
            order = IntStream.range(0, n).toArray();
            left = IntStream.range(0, n).mapToDouble(j -> Vectors.dot(columns, j * m, columns, j * m, m)).toArray();
            for (int step = 0; step < k; step++) {
                if (exchange) {
                    bringLongest(step);
                }
                reflect(step);
            }
        }

        /** Lengths are updated by subtraction, and computed anew when little is left (Golub and Van Loan, 5.4.2). */
        private void bringLongest(int step) {
            int longest = step;
            for (int j = step + 1; j < n; j++) {
                longest = left[j] > left[longest] ? j : longest;
            }
            if (longest != step) {
                for (int i = 0; i < m; i++) {
                    double kept = columns[step * m + i];
                    columns[step * m + i] = columns[longest * m + i];
                    columns[longest * m + i] = kept;
                }
                int index = order[step];
                order[step] = order[longest];
                order[longest] = index;
                left[longest] = left[step];
            }
        }

        private void reflect(int step) {
            int at = step * m + step;
            int length = m - step;
            double norm = Math.sqrt(Vectors.dot(columns, at, columns, at, length));
            if (norm == 0) {
                return; // nothing to turn: the reflection is the identity, and its factor stays 0
            }
            diagonal[step] = columns[at] > 0 ? -norm : norm;
            columns[at] -= diagonal[step];
            factors[step] = 2 / Vectors.dot(columns, at, columns, at, length);
            for (int j = step + 1; j < n; j++) {
                int other = j * m + step;
                Vectors.add(-factors[step] * Vectors.dot(columns, at, columns, other, length), columns, at, columns,
                        other, length);
                shorten(j, step, columns[other]);
            }
        }

        private void shorten(int j, int step, double gone) {
            double whole = left[j];
            left[j] -= gone * gone;
            if (left[j] < 1e-6 * whole) {
                int rest = j * m + step + 1;
                left[j] = Vectors.dot(columns, rest, columns, rest, m - step - 1);
            }
        }

        Qr result() {
            Matrix r = Matrix.zeros(k, n);
            for (int i = 0; i < k; i++) {
                r.values()[i * n + i] = diagonal[i];
                for (int j = i + 1; j < n; j++) {
                    r.values()[i * n + j] = columns[j * m + i];
                }
            }
            return new Qr(q(), r, order);
        }

        /** Applies the reflections, last first, to the first k unit vectors. */
        private Matrix q() {
            Matrix rows = Matrix.zeros(k, m);
            double[] q = rows.values();
            for (int j = k - 1; j >= 0; j--) {
                q[j * m + j] = 1;
                for (int i = j; i < k; i++) {
                    Vectors.add(-factors[j] * Vectors.dot(columns, j * m + j, q, i * m + j, m - j), columns,
                            j * m + j, q, i * m + j, m - j);
                }
            }
            return rows.transposed();
        }
    }
}
