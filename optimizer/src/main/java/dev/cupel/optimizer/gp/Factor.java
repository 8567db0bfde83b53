package dev.cupel.optimizer.gp;

import org.bytedeco.openblas.global.openblas;
import org.bytedeco.openblas.presets.openblas_nolapack;

import smile.math.blas.LAPACK;
import smile.math.blas.Layout;
import smile.math.blas.UPLO;

/**
 * A symmetric positive definite matrix A, shape (n, n), as its Cholesky factor: A = L Lᵀ.
 *
 * <p>The only door to the linear algebra library (Smile's LAPACK, on OpenBLAS). OpenBLAS is held to one thread: with more, the
 * order of its sums and with it the last bits of a result depend on the number of cores, and at our sizes (n up to 500)
 * one thread is as fast. Measured on one core: 0.14 ms for n = 200, a third of plain Java's time.
 */
final class Factor {
    /** Added to the diagonal, relative to its mean, one after the other until the factor exists. */
    private static final double[] JITTERS = {0, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4};

    static {
        openblas_nolapack.blas_set_num_threads(1);
    }

    private final double[] lower;
    private final int n;

    private Factor(double[] lower, int n) {
        this.lower = lower;
        this.n = n;
    }

    /**
     * Factors a matrix; if rounding made it lose its positive definiteness, a little is added to its diagonal.
     *
     * @param matrix A, shape (n, n) in one array, symmetric; not changed
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

    /** ln det A. */
    double logDeterminant() {
        double half = 0;
        for (int i = 0; i < n; i++) {
            half += Math.log(lower[i * n + i]);
        }
        return 2 * half;
    }

    /** A⁻¹, shape (n, n) in one array, symmetric. */
    double[] inverse() {
        double[] inverse = lower.clone();
        // Smile has no dpotri; solving for the identity with its dpotrs takes twice as long
        openblas.LAPACKE_dpotri(Layout.COL_MAJOR.lapack(), UPLO.LOWER.lapack(), n, inverse, n);
        // column-major: what the library calls the lower triangle is the upper one of rows
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                inverse[i * n + j] = inverse[j * n + i];
            }
        }
        return inverse;
    }
}
