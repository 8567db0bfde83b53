package dev.cupel.merger.linear;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The thin singular value decomposition {@code A = U · diag(s) · Vᵀ}.
 *
 * <pre>
 * A  matrix, shape (m, n);  k = min(m, n)
 * U  orthonormal columns, shape (m, k)
 * s  singular values, k of them, falling, none negative
 * V  orthonormal columns, shape (n, k)
 * </pre>
 *
 * <p>By one-sided Jacobi rotations after a QR decomposition with exchanges (Drmač and Veselić, New fast and accurate Jacobi SVD
 * algorithm, SIAM J. Matrix Anal. Appl. 29, 2008): A[:, order] = Q · R, and rotations J make the rows of R orthogonal,
 * J · R = diag(s) · Wᵀ; so U = Q · Jᵀ, and V is W with its rows put back in order. Orthogonality and reconstruction are accurate
 * to about 1e-13.
 *
 * @param u shape (m, k)
 * @param s k singular values; not copied
 * @param v shape (n, k)
 */
public record Svd(Matrix u, double[] s, Matrix v) {

    private static final int MOST_SWEEPS = 60;
    /** Rows count as orthogonal below this cosine. */
    private static final double ORTHOGONAL = 2e-14;
    private static final double EPSILON = 0x1p-52;
    /** Up to this number of rows or columns, rotations are fast enough. */
    private static final int SMALL = 128;

    /**
     * Decomposes a matrix.
     *
     * @throws ArithmeticException if an element is not finite
     */
    public static Svd of(Matrix a) {
        if (!Double.isFinite(a.energy())) {
            throw new ArithmeticException("a matrix to decompose needs finite elements whose squares are finite");
        }
        if (a.rows() < a.columns()) {
            Svd turned = of(a.transposed());
            return new Svd(turned.v, turned.s, turned.u);
        }
        Qr qr = Qr.pivoted(a);
        return of(qr, rank(qr.r(), a.rows()));
    }

    /**
     * The first singular values and vectors of a large matrix.
     *
     * <p>For few of them by subspace iteration from random vectors (N. Halko, P.-G. Martinsson and J. Tropp, Finding structure
     * with randomness, SIAM Review 53, 2011, algorithm 4.4), repeated until what the subspace captures of the matrix grows by
     * less than a millionth; for many by the eigenvectors of A Aᵀ or Aᵀ A; for small matrices as {@link #of}.
     *
     * <p>In any case {@code U diag(s) Vᵀ = P A} (or {@code A P}) with a projection P, so that the squares of s are what it
     * captures of the squares of A. Singular vectors whose value is below a 1e-7th of the first may be orthogonal to fewer
     * digits.
     *
     * @param rank how many, from 1
     * @param seed of the random vectors
     * @throws ArithmeticException if an element is not finite
     */
    public static Svd leading(Matrix a, int rank, long seed) {
        int less = Math.min(a.rows(), a.columns());
        int more = Math.max(a.rows(), a.columns());
        int width = rank + rank / 4 + 10;
        if (less <= SMALL) {
            return of(a).first(rank);
        }
        // as measured: the iteration takes 15 width m n, the products m m n, and their eigenvectors 2.5 m m m of the same time
        boolean few = 15L * width * more < (long) less * more + 5L * less * less / 2;
        return few ? Subspace.of(a, width, seed).decomposition().first(rank) : ofSquares(a, Math.min(rank, less));
    }

    /** By the eigenvectors of the smaller of A Aᵀ and Aᵀ A. */
    private static Svd ofSquares(Matrix a, int rank) {
        if (a.rows() > a.columns()) {
            Svd turned = ofSquares(a.transposed(), rank);
            return new Svd(turned.v, turned.s, turned.u);
        }
        if (!Double.isFinite(a.energy())) {
            throw new ArithmeticException("a matrix to decompose needs finite elements whose squares are finite");
        }
        Matrix vectors = SymmetricEigen.of(a.timesTransposed()).vectors();
        Matrix u = new Matrix(rank, a.rows(), Arrays.copyOf(vectors.values(), rank * a.rows()));
        Matrix seen = u.times(a);
        double[] s = new double[rank];
        for (int i = 0; i < rank; i++) {
            int row = i * seen.columns();
            s[i] = Math.sqrt(Vectors.dot(seen.values(), row, seen.values(), row, seen.columns()));
            Vectors.scale(s[i] == 0 ? 0 : 1 / s[i], seen.values(), row, seen.columns());
        }
        return new Svd(u.transposed(), s, seen.transposed());
    }

    /** How many rows of R are more than rounding errors. */
    private static int rank(Matrix r, int m) {
        int rank = 0;
        while (rank < r.rows() && Math.abs(r.at(rank, rank)) > m * EPSILON * Math.abs(r.at(0, 0))) {
            rank++;
        }
        return rank;
    }

    private static Svd of(Qr qr, int rank) {
        int n = qr.r().columns();
        double[] rows = Arrays.copyOf(qr.r().values(), rank * n);
        Matrix turns = identity(qr.q().columns());
        orthogonalise(rows, rank, n, turns);
        double[] lengths = IntStream.range(0, rank)
                .mapToDouble(i -> Math.sqrt(Vectors.dot(rows, i * n, rows, i * n, n))).toArray();
        int[] falling = IntStream.range(0, rank).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -lengths[i])).mapToInt(i -> i).toArray();
        Matrix w = Matrix.zeros(rank, n);
        Matrix j = identity(turns.rows());
        double[] s = new double[n];
        for (int i = 0; i < rank; i++) {
            s[i] = lengths[falling[i]];
            Vectors.add(1 / s[i], rows, falling[i] * n, w.values(), i * n, n);
            System.arraycopy(turns.values(), falling[i] * j.columns(), j.values(), i * j.columns(), j.columns());
        }
        return new Svd(qr.q().times(j.transposed()), s, inOrder(completed(w.transposed()), qr.order()));
    }

    /** Rotates pairs of rows until all are orthogonal; {@code turns} takes the same rotations. */
    private static void orthogonalise(double[] rows, int rank, int n, Matrix turns) {
        double[] energy = new double[rank];
        boolean turned = true;
        for (int sweep = 0; turned && sweep < MOST_SWEEPS; sweep++) {
            turned = false;
            for (int i = 0; i < rank; i++) {
                energy[i] = Vectors.dot(rows, i * n, rows, i * n, n);
            }
            for (int p = 0; p < rank - 1; p++) {
                for (int q = p + 1; q < rank; q++) {
                    double product = Vectors.dot(rows, p * n, rows, q * n, n);
                    if (Math.abs(product) > ORTHOGONAL * Math.sqrt(energy[p] * energy[q])) {
                        double zeta = (energy[q] - energy[p]) / (2 * product);
                        double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
                        double cosine = 1 / Math.sqrt(1 + tangent * tangent);
                        Vectors.rotate(cosine, cosine * tangent, rows, p * n, q * n, n);
                        Vectors.rotate(cosine, cosine * tangent, turns.values(), p * turns.columns(),
                                q * turns.columns(), turns.columns());
                        energy[p] -= tangent * product;
                        energy[q] += tangent * product;
                        turned = true;
                    }
                }
            }
        }
    }

    /** Orthonormal columns, and as many more as make the matrix square. */
    private static Matrix completed(Matrix columns) {
        if (columns.columns() == columns.rows()) {
            return columns;
        }
        Matrix wide = Matrix.zeros(columns.rows(), columns.rows());
        for (int i = 0; i < columns.rows(); i++) {
            System.arraycopy(columns.values(), i * columns.columns(), wide.values(), i * wide.columns(),
                    columns.columns());
        }
        Matrix q = Qr.of(wide).q();
        for (int i = 0; i < columns.rows(); i++) {
            System.arraycopy(columns.values(), i * columns.columns(), q.values(), i * q.columns(),
                    columns.columns());
        }
        return q;
    }

    private static Matrix inOrder(Matrix w, int[] order) {
        Matrix v = Matrix.zeros(w.rows(), w.columns());
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(w.values(), i * w.columns(), v.values(), order[i] * w.columns(), w.columns());
        }
        return v;
    }

    private static Matrix identity(int size) {
        Matrix identity = Matrix.zeros(size, size);
        for (int i = 0; i < size; i++) {
            identity.values()[i * size + i] = 1;
        }
        return identity;
    }

    /** The decomposition of the nearest matrix of at most this rank: the first singular values and their vectors. */
    public Svd first(int rank) {
        int kept = Math.min(rank, s.length);
        return new Svd(u.firstColumns(kept), Arrays.copyOf(s, kept), v.firstColumns(kept));
    }
}
