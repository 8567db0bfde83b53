package dev.cupel.optimizer.descent;

import java.util.function.UnaryOperator;

/**
 * Descent in a convex set that is given by its projection.
 *
 * <pre>
 * x, g      point and gradient, shape (d)
 * P         nearest point of the set
 * λ         spectral step, sᵀs / sᵀy of the last change s of x and y of g
 * p         direction, P(x - λ g) - x
 * </pre>
 *
 * <p>The spectral projected gradient method (E. G. Birgin, J. M. Martínez and M. Raydan, SIAM J. Optim. 10, 2000) with a
 * monotone line search.
 *
 * @param iterations most steps taken
 * @param stepTolerance stop when no coordinate moves more than this
 */
public record ProjectedDescent(int iterations, double stepTolerance) {
    private static final double SUFFICIENT = 1e-4;
    private static final double SHORTEST = 1e-10;
    private static final double LONGEST = 1e10;
    private static final int SHORTENINGS = 25;

    /** Walks downhill from the start, which is first moved into the set. */
    public Descent.Minimum minimize(Differentiable function, double[] start, UnaryOperator<double[]> projection) {
        double[] x = projection.apply(start);
        double[] gradient = new double[x.length];
        double value = function.at(x, gradient);
        double spectral = 1;
        for (int iteration = 0; iteration < iterations; iteration++) {
            double[] direction = direction(x, gradient, spectral, projection);
            double slope = dot(direction, gradient);
            if (!(largest(direction) > stepTolerance) || !(slope < 0)) {
                return new Descent.Minimum(x, value, iteration);
            }
            double t = 1;
            double[] moved = moved(x, t, direction);
            double[] movedGradient = new double[x.length];
            double movedValue = function.at(moved, movedGradient);
            for (int i = 0; i < SHORTENINGS && !(movedValue <= value + SUFFICIENT * t * slope); i++) {
                t /= 2;
                moved = moved(x, t, direction);
                movedValue = function.at(moved, movedGradient);
            }
            if (!(movedValue <= value)) {
                return new Descent.Minimum(x, value, iteration);
            }
            spectral = spectral(t, direction, gradient, movedGradient);
            x = moved;
            gradient = movedGradient;
            value = movedValue;
        }
        return new Descent.Minimum(x, value, iterations);
    }

    private static double[] direction(double[] x, double[] gradient, double spectral,
            UnaryOperator<double[]> projection) {
        double[] end = projection.apply(moved(x, -spectral, gradient));
        for (int j = 0; j < end.length; j++) {
            end[j] -= x[j];
        }
        return end;
    }

    private static double spectral(double t, double[] direction, double[] gradient, double[] movedGradient) {
        double curvature = 0;
        for (int j = 0; j < direction.length; j++) {
            curvature += t * direction[j] * (movedGradient[j] - gradient[j]);
        }
        double squares = t * t * dot(direction, direction);
        return curvature > 0 ? Math.clamp(squares / curvature, SHORTEST, LONGEST) : LONGEST;
    }

    private static double[] moved(double[] x, double t, double[] direction) {
        double[] moved = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            moved[j] = x[j] + t * direction[j];
        }
        return moved;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
