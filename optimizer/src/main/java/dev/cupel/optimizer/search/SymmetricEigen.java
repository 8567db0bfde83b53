package dev.cupel.optimizer.search;

/**
 * The eigenvalues and eigenvectors of a symmetric matrix A = V diag(w) Vᵀ, by Jacobi's cyclic rotations (G. Golub and C. Van Loan,
 * "Matrix Computations", 4th edition, section 8.5).
 *
 * @param values w, shape (D)
 * @param vectors V, one eigenvector a column, shape (D, D)
 */
record SymmetricEigen(double[] values, double[][] vectors) {
    private static final int SWEEPS = 50;
    private static final double NEGLIGIBLE = 1e-28;

    /** Of a symmetric matrix, which is not changed. */
    static SymmetricEigen of(double[][] matrix) {
        int d = matrix.length;
        double[][] a = new double[d][];
        double[][] v = new double[d][d];
        for (int i = 0; i < d; i++) {
            a[i] = matrix[i].clone();
            v[i][i] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS && offDiagonal(a) > NEGLIGIBLE * diagonal(a); sweep++) {
            for (int p = 0; p < d - 1; p++) {
                for (int q = p + 1; q < d; q++) {
                    rotate(a, v, p, q);
                }
            }
        }
        double[] values = new double[d];
        for (int i = 0; i < d; i++) {
            values[i] = a[i][i];
        }
        return new SymmetricEigen(values, v);
    }

    /** Turns the plane of p and q so that a[p][q] becomes 0. */
    private static void rotate(double[][] a, double[][] v, int p, int q) {
        if (a[p][q] == 0) {
            return;
        }
        double tau = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = tau == 0 ? 1 : Math.signum(tau) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
        double c = 1 / Math.sqrt(1 + t * t);
        double s = t * c;
        for (double[] row : a) {
            turn(row, p, q, c, s);
        }
        for (int k = 0; k < a.length; k++) {
            double first = a[p][k];
            double second = a[q][k];
            a[p][k] = c * first - s * second;
            a[q][k] = s * first + c * second;
        }
        for (double[] row : v) {
            turn(row, p, q, c, s);
        }
    }

    private static void turn(double[] row, int p, int q, double c, double s) {
        double first = row[p];
        double second = row[q];
        row[p] = c * first - s * second;
        row[q] = s * first + c * second;
    }

    private static double offDiagonal(double[][] a) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < i; j++) {
                squares += a[i][j] * a[i][j];
            }
        }
        return squares;
    }

    private static double diagonal(double[][] a) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += a[i][i] * a[i][i];
        }
        return squares;
    }
}
