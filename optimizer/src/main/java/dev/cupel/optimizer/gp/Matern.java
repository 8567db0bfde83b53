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
}
