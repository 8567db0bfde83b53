package dev.cupel.optimizer.gp;

import java.util.Arrays;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.jspecify.annotations.Nullable;
import smile.math.blas.Diag;
import smile.math.blas.LAPACK;
import smile.math.blas.Layout;
import smile.math.blas.Transpose;
import smile.math.blas.UPLO;

/**
 * A symmetric positive definite matrix A, shape (n, n), as its Cholesky factor: A = L Lᵀ.
 *
 * <p>The only door to the linear algebra library: Smile's LAPACK, on OpenBLAS, and OpenBLAS's own inverse, which Smile does not offer.
 * OpenBLAS is held to one thread: with more, the order of its sums and with it the last bits of a result depend on the number of
 * cores, and at our sizes (n up to 500) one thread is as fast. Measured on one core: 0.14 ms for n = 200, a third of plain Java's time.
 */
final class Factor {
    /** Added to the diagonal, relative to its mean, one after the other until the factor exists. */
    private static final double[] JITTERS = {0, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4};

    static {
        openblas_nolapack.blas_set_num_threads(1);
    }

    /** Column by column, so that L_ij is at [j * n + i]; above the diagonal it is not defined. */
    private final double[] lower;
    private final int n;
    private double @Nullable [] inverse;

    private Factor(double[] lower, int n) {
        this.lower = lower;
        this.n = n;
    }

    /**
     * Factors a matrix; if rounding made it lose its positive definiteness, a little is added to its diagonal.
     *
     * @param matrix A, shape (n, n) in one array, symmetric; of the rows only what is left of the diagonal is needed, and
     *     what is right of it must be there as well. Not changed
     * @throws ArithmeticException if the matrix is far from positive definite, or not finite
     */
    static Factor of(double[] matrix, int n) {
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += matrix[i * n + i] / n;
        }
        for (double jitter : JITTERS) {
            double[] lower = matrix.clone();
            for (int i = 0; i < n; i++) {
                lower[i * n + i] += jitter * mean;
            }
            if (LAPACK.engine.potrf(Layout.COL_MAJOR, UPLO.LOWER, n, lower, n) == 0) {
                return new Factor(lower, n);
            }
        }
        throw new ArithmeticException("""
                a covariance of %s points must be positive definite, but it is not even with %s of its diagonal added.
                Maybe a value or a coordinate is not finite.""".formatted(n, JITTERS[JITTERS.length - 1]));
    }

    /**
     * The factor of A with p more rows and columns, in n²p steps instead of (n + p)³.
     *
     * <pre>
     * A' = [A  Bᵀ]    L' = [L  0]    X = L⁻¹Bᵀ, shape (n, p)
     *      [B  C ]         [Xᵀ M]    M Mᵀ = C - XᵀX, the Schur complement S
     * </pre>
     *
     * @param cross B row by row, shape (p, n)
     * @param corner C, shape (p, p)
     */
    Factor extended(double[] cross, double[] corner) {
        int p = cross.length / n;
        double[] x = solved(cross);
        double[] schur = corner.clone();
        for (int i = 0; i < p; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int a = 0; a < n; a++) {
                    sum += x[i * n + a] * x[j * n + a];
                }
                schur[i * p + j] -= sum;
                schur[j * p + i] = schur[i * p + j];
            }
        }
        Factor tail = of(schur, p);
        int all = n + p;
        double[] joined = new double[all * all];
        for (int a = 0; a < n; a++) {
            System.arraycopy(lower, a * n + a, joined, a * all + a, n - a);
            for (int i = 0; i < p; i++) {
                joined[a * all + n + i] = x[i * n + a];
            }
        }
        for (int i = 0; i < p; i++) {
            System.arraycopy(tail.lower, i * p + i, joined, (n + i) * all + n + i, p - i);
        }
        Factor extended = new Factor(joined, all);
        if (inverse != null) {
            extended.inverse = extended(inverse, solvedBack(x), tail.inverse(), p);
        }
        return extended;
    }

    /**
     * The inverse of A', from those of A and of the Schur complement.
     *
     * <pre>
     * A'⁻¹ = [A⁻¹ + WS⁻¹Wᵀ  -WS⁻¹]    W = A⁻¹Bᵀ, shape (n, p)
     *        [-S⁻¹Wᵀ         S⁻¹ ]
     * </pre>
     */
    private double[] extended(double[] known, double[] w, double[] schurInverse, int p) {
        int all = n + p;
        double[] joined = new double[all * all];
        double[] row = new double[n];
        for (int i = 0; i < p; i++) {
            Arrays.fill(row, 0);
            for (int j = 0; j < p; j++) {
                add(row, schurInverse[i * p + j], w, j * n);
            }
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    joined[a * all + b] += row[a] * w[i * n + b];
                }
                joined[a * all + n + i] = -row[a];
                joined[(n + i) * all + a] = -row[a];
            }
            System.arraycopy(schurInverse, i * p, joined, (n + i) * all + n, p);
        }
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                joined[a * all + b] += known[a * n + b];
            }
        }
        return joined;
    }

    private static void add(double[] sums, double factor, double[] values, int from) {
        for (int a = 0; a < sums.length; a++) {
            sums[a] += factor * values[from + a];
        }
    }

    /** L⁻¹b of several b, one after the other in one array. */
    double[] solved(double[] right) {
        return solved(right, Transpose.NO_TRANSPOSE);
    }

    /** L⁻ᵀb of several b. */
    private double[] solvedBack(double[] right) {
        return solved(right, Transpose.TRANSPOSE);
    }

    private double[] solved(double[] right, Transpose transpose) {
        double[] solution = right.clone();
        LAPACK.engine.trtrs(Layout.COL_MAJOR, UPLO.LOWER, transpose, Diag.NON_UNIT, n, right.length / n, lower, n,
                solution, n);
        return solution;
    }

    /** The last rows of L times a vector that is 0 but for its last ones: M z. */
    double[] timesTail(double[] z) {
        int from = n - z.length;
        double[] product = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            for (int j = 0; j <= i; j++) {
                product[i] += lower[(from + j) * n + from + i] * z[j];
            }
        }
        return product;
    }

    /** The size of the matrix, n. */
    int size() {
        return n;
    }

    /** ln det A. */
    double logDeterminant() {
        double half = 0;
        for (int i = 0; i < n; i++) {
            half += Math.log(lower[i * n + i]);
        }
        return 2 * half;
    }

    /** A⁻¹, shape (n, n) in one array, symmetric; not to be changed. */
    double[] inverse() {
        if (inverse != null) {
            return inverse;
        }
        double[] whole = lower.clone();
        // Smile has no dpotri; solving for the identity with its dpotrs takes twice as long
        openblas.LAPACKE_dpotri(Layout.COL_MAJOR.lapack(), UPLO.LOWER.lapack(), n, whole, n);
        // column-major: what the library calls the lower triangle is the upper one of rows
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                whole[i * n + j] = whole[j * n + i];
            }
        }
        inverse = whole;
        return whole;
    }
}
