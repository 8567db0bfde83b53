package dev.cupel.evaluator.sampling;

import java.util.function.DoubleUnaryOperator;

/** Noise levels between a largest and a smallest one, and a final 0: steps + 1 levels, falling. */
final class Spacing {

    /** Exponent of Karras' spacing: how much shorter the steps near the end are. */
    private static final double RHO = 7;

    private Spacing() {}

    /** Even in the seventh root (Karras et al. 2022, equation 5). */
    static double[] karras(int steps, double smallest, double largest) {
        double low = Math.pow(smallest, 1 / RHO);
        double high = Math.pow(largest, 1 / RHO);
        return levels(steps, ramp -> Math.pow(high + ramp * (low - high), RHO));
    }

    /** Even in the logarithm. */
    static double[] exponential(int steps, double smallest, double largest) {
        double low = Math.log(smallest);
        double high = Math.log(largest);
        return levels(steps, ramp -> Math.exp(high + ramp * (low - high)));
    }

    private static double[] levels(int steps, DoubleUnaryOperator level) {
        double[] levels = new double[steps + 1];
        for (int k = 0; k < steps; k++) {
            levels[k] = level.applyAsDouble(steps == 1 ? 0 : k / (steps - 1.0));
        }
        return levels;
    }
}
