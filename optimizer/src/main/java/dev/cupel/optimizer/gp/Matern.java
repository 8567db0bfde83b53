package dev.cupel.optimizer.gp;

/**
 * The Matérn-5/2 correlation as a function of the scaled distance r, with r² = Σ_j (x_j - x'_j)² / ℓ_j².
 *
 * <pre>
 * value(r) = (1 + √5 r + 5r²/3) e^(-√5 r)
 * slope(r) = (5/3)(1 + √5 r) e^(-√5 r)      so that ∂value/∂x_j = -slope (x_j - x'_j) / ℓ_j², smooth at r = 0
 * </pre>
 */
final class Matern {
    private static final double SQRT_FIVE = Math.sqrt(5);

    private Matern() {}

    static double value(double squaredDistance) {
        double u = SQRT_FIVE * Math.sqrt(squaredDistance);
        return (1 + u + u * u / 3) * Math.exp(-u);
    }

    static double slope(double squaredDistance) {
        double u = SQRT_FIVE * Math.sqrt(squaredDistance);
        return 5.0 / 3 * (1 + u) * Math.exp(-u);
    }

    /**
     * The two of several distances, times a variance.
     *
     * @param squared r², shape (n)
     * @param values receives s² value(r), from an offset on
     * @param slopes receives s² slope(r), from the same offset on
     */
    static void fill(double variance, double[] squared, int count, double[] values, double[] slopes, int offset) {
        for (int a = 0; a < count; a++) {
            double u = SQRT_FIVE * Math.sqrt(squared[a]);
            double decay = variance * Math.exp(-u);
            values[offset + a] = (1 + u + u * u / 3) * decay;
            slopes[offset + a] = 5.0 / 3 * (1 + u) * decay;
        }
    }
}
