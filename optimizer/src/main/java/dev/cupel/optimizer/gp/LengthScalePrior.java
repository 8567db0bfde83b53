package dev.cupel.optimizer.gp;

import java.util.Arrays;

/**
 * What is believed of the length-scales of D axes: most are about the same, and how long these are is hardly known; some are far from it.
 *
 * <pre>
 * ln ℓ_j = m + δ_j
 * m      ~ Normal(√2 + ½ ln D - 3, √3)     longer on more axes, so that the cube does not look empty
 * δ_j    ~ Cauchy(0, γ),  γ = 0.8
 *
 * -ln p(ℓ) = -ln ∫ Normal(m) Π_j 1/(1 + ((ln ℓ_j - m)/γ)²) dm     up to a constant
 * </pre>
 *
 * <p>The centre and spread of m are those of the logarithm at the LogNormal(√2 + ½ ln D, √3) of C. Hvarfner et al., "Vanilla Bayesian
 * optimization performs great in high dimensions" (ICML 2024), which believes each axis for itself. The integral is a sum over m in steps of a
 * sixteenth of γ, and its derivatives are those of the sum.
 */
final class LengthScalePrior {
    private static final double SPREAD = Math.sqrt(3);
    private static final double OWN = 0.8;
    private static final double STEP = 0.05;
    private static final double REACH = 7;
    private static final int STEPS = 2 * (int) Math.round(REACH / STEP) + 1;

    private final int dimension;
    private final double centre;

    LengthScalePrior(int dimension) {
        this.dimension = dimension;
        this.centre = Math.sqrt(2) + 0.5 * Math.log(dimension) - 3;
    }

    /** The most probable length-scale, the same on every axis. */
    double mode() {
        return Math.exp(centre);
    }

    /**
     * The negative logarithm of the density up to a constant; its derivatives are added to the gradient.
     *
     * @param theta ln ℓ first, shape (D or more)
     */
    double addTo(double[] theta, double[] gradient) {
        double[] weights = new double[STEPS];
        Arrays.fill(weights, 1);
        for (int j = 0; j < dimension; j++) {
            for (int i = 0; i < STEPS; i++) {
                double z = (theta[j] - shared(i)) / OWN;
                weights[i] *= 1 + z * z;
            }
        }
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < STEPS; i++) {
            double m = (shared(i) - centre) / SPREAD;
            weights[i] = 0.5 * m * m + Math.log(weights[i]);
            least = Math.min(least, weights[i]);
        }
        double sum = 0;
        for (int i = 0; i < STEPS; i++) {
            weights[i] = Math.exp(least - weights[i]);
            sum += weights[i];
        }
        for (int j = 0; j < dimension; j++) {
            double slope = 0;
            for (int i = 0; i < STEPS; i++) {
                double z = (theta[j] - shared(i)) / OWN;
                slope += weights[i] * z / (1 + z * z);
            }
            gradient[j] += 2 / OWN * slope / sum;
        }
        return least - Math.log(sum * STEP);
    }

    /** The m of a step. */
    private double shared(int step) {
        return centre + step * STEP - REACH;
    }
}
