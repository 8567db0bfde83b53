package dev.cupel.optimizer.gp;

/**
 * The correlation of two places as a function of their scaled distance r, with r² = Σ_j (x_j - x'_j)² / ℓ_j².
 *
 * <pre>
 * slope(r) = -value'(r)/r      so that ∂value/∂x_j = -slope (x_j - x'_j) / ℓ_j², smooth at r = 0
 * </pre>
 */
public enum Kernel {
    /**
     * Matérn-5/2, of functions that can be differentiated twice.
     *
     * <pre>
     * value(r) = (1 + √5 r + 5r²/3) e^(-√5 r)
     * slope(r) = (5/3)(1 + √5 r) e^(-√5 r)
     * </pre>
     */
    MATERN,
    /**
     * The Gaussian kernel, of functions without any edge.
     *
     * <pre>
     * value(r) = slope(r) = e^(-r²/2)
     * </pre>
     */
    GAUSSIAN;

    private static final double SQRT_FIVE = Math.sqrt(5);

    /**
     * Both of several distances, times a variance.
     *
     * @param variance s²
     * @param squared r², shape (n)
     * @param count n
     * @param values receives s² value(r), from an offset on
     * @param slopes receives s² slope(r), from the same offset on
     */
    void fill(double variance, double[] squared, int count, double[] values, double[] slopes, int offset) {
        switch (this) {
            case MATERN -> matern(variance, squared, count, values, slopes, offset);
            case GAUSSIAN -> {
                for (int a = 0; a < count; a++) {
                    values[offset + a] = variance * Math.exp(-0.5 * squared[a]);
                    slopes[offset + a] = values[offset + a];
                }
            }
        }
    }

    private static void matern(double variance, double[] squared, int count, double[] values, double[] slopes,
            int offset) {
        for (int a = 0; a < count; a++) {
            double u = SQRT_FIVE * Math.sqrt(squared[a]);
            double decay = variance * Math.exp(-u);
            values[offset + a] = (1 + u + u * u / 3) * decay;
            slopes[offset + a] = 5.0 / 3 * (1 + u) * decay;
        }
    }
}
