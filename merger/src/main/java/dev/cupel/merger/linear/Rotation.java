package dev.cupel.merger.linear;

/**
 * An orthogonal matrix, and its powers between 0 and 1: turning part of the way.
 *
 * @param matrix R, shape (p, p), {@code R Rᵀ = I}
 */
public record Rotation(Matrix matrix) {

    /** Angles below it, in radians, turn by their linear part. */
    private static final double SMALL_SINE = 1e-9;

    /**
     * The rotation for which {@code A R} comes nearest to B (Procrustes): {@code R = U Vᵀ} of {@code Aᵀ B = U S Vᵀ}.
     *
     * @param a shape (n, p)
     * @param b shape (n, p), n at least p
     * @param proper whether a reflection is turned into a rotation, along the direction that matters least
     */
    public static Rotation aligning(Matrix a, Matrix b, boolean proper) {
        Svd svd = Svd.of(a.transposedTimes(b));
        Matrix vt = svd.v().transposed();
        Matrix r = svd.u().times(vt);
        if (proper && mirrors(r)) {
            int p = r.rows();
            for (int i = 0; i < p; i++) {
                svd.u().values()[i * p + p - 1] *= -1;
            }
            r = svd.u().times(vt);
        }
        return new Rotation(r);
    }

    /** Whether the determinant is negative: the sign of the pivots of an elimination. */
    static boolean mirrors(Matrix orthogonal) {
        int p = orthogonal.rows();
        double[] left = orthogonal.values().clone();
        boolean negative = false;
        for (int k = 0; k < p; k++) {
            int pivot = k;
            for (int i = k + 1; i < p; i++) {
                pivot = Math.abs(left[i * p + k]) > Math.abs(left[pivot * p + k]) ? i : pivot;
            }
            if (pivot != k) {
                Vectors.rotate(0, 1, left, k * p, pivot * p, p); // a quarter turn exchanges rows and keeps the determinant
            }
            negative ^= left[k * p + k] < 0;
            for (int i = k + 1; i < p; i++) {
                Vectors.add(-left[i * p + k] / left[k * p + k], left, k * p + k, left, i * p + k, p - k);
            }
        }
        return negative;
    }

    /**
     * The rotation by t times each of its angles.
     *
     * <p>R has the eigenvalues {@code exp(± i w)}; its symmetric part has {@code cos w}, with the same planes as eigenspaces, in which
     * the skew part K is {@code sin w} times a quarter turn. So {@code R^t = V diag(cos t w) Vᵀ + K V diag(sin t w / sin w) Vᵀ}, V the
     * eigenvectors of the symmetric part. Half turns have no plane of their own: of them the real part is taken, as of complex
     * powers.
     *
     * @param t any number
     */
    public Matrix power(double t) {
        int p = matrix.rows();
        Matrix turned = matrix.transposed();
        Matrix raised = Matrix.zeros(p, p); // (R + Rᵀ) / 2 + I: not negative, so that its singular vectors are its eigenvectors
        Matrix skew = Matrix.zeros(p, p);
        for (int i = 0; i < raised.values().length; i++) {
            raised.values()[i] = (matrix.values()[i] + turned.values()[i]) / 2 + (i % (p + 1) == 0 ? 1 : 0);
            skew.values()[i] = (matrix.values()[i] - turned.values()[i]) / 2;
        }
        Svd svd = Svd.of(raised);
        Matrix even = Matrix.zeros(p, p);
        Matrix odd = Matrix.zeros(p, p);
        for (int j = 0; j < p; j++) {
            double angle = StrictMath.acos(Math.clamp(svd.s()[j] - 1, -1, 1));
            double sine = StrictMath.sin(angle);
            double cosine = StrictMath.cos(t * angle);
            double ratio = sine > SMALL_SINE ? StrictMath.sin(t * angle) / sine : angle < 1 ? t : 0;
            for (int i = 0; i < p; i++) {
                even.values()[i * p + j] = cosine * svd.v().at(i, j);
                odd.values()[i * p + j] = ratio * svd.v().at(i, j);
            }
        }
        Matrix vt = svd.v().transposed();
        Matrix result = even.times(vt);
        Matrix part = skew.times(odd.times(vt));
        for (int i = 0; i < result.values().length; i++) {
            result.values()[i] += part.values()[i];
        }
        return result;
    }
}
