package dev.cupel.optimizer.gp;

import dev.cupel.optimizer.descent.Box;
import java.util.Arrays;

/**
 * What is believed of the hyperparameters before any evaluation.
 *
 * <pre>
 * ℓ   : see LengthScalePrior
 * s²  : ln s² ~ Normal(0, 1)
 * σ²  : ln σ² ~ Normal(-4, 3)         from none to as much as there is function: the evaluations tell
 * w   : ln w/(1 - w) ~ Normal(0, 1.5) of an additive shape
 * c   : ln c ~ Normal(ln 2√D, 1)      as the prior of ℓ grows with √D, and a sum's axes do not
 * </pre>
 *
 * <p>The σ² ~ LogNormal(-4, 1) of C. Hvarfner et al., "Vanilla Bayesian optimization performs great in high dimensions" (ICML 2024), all but
 * excludes noise as large as the function, which evenly spread evaluations were then taken to have on short distances.
 */
final class Prior {
    private static final double NOISE_CENTRE = -4;
    private static final double NOISE_SPREAD = 3;
    private static final double SHORTEST = 0.025;
    private static final double LONGEST = 1e3;
    private static final double LEAST_SIGNAL = 0.05;
    private static final double MOST_SIGNAL = 20;
    private static final double LEAST_NOISE = 1e-6;
    private static final double MOST_NOISE = 2;
    private static final double SHARE_SPREAD = 1.5;
    private static final double SMALLEST_SHARE = 0.0025;
    private static final double LARGEST_SHARE = 0.98;
    private static final double FINER = 2;
    private static final double MOST_FINER = 20;

    private final int dimension;
    private final Shape shape;
    private final LengthScalePrior lengthScales;
    private final double finenessCentre;

    Prior(Shape shape, int dimension) {
        this.dimension = dimension;
        this.shape = shape;
        this.lengthScales = new LengthScalePrior(dimension);
        this.finenessCentre = Math.log(FINER) + 0.5 * Math.log(dimension);
    }

    /** The most probable hyperparameters before any evaluation. */
    Hyperparameters mode() {
        return isotropic(lengthScales.mode(), 1, Math.exp(NOISE_CENTRE));
    }

    /** The same length-scale on every axis; of an additive shape, with the most probable additive part. */
    Hyperparameters isotropic(double lengthScale, double signalVariance, double noiseVariance) {
        double[] lengthScales = new double[dimension];
        Arrays.fill(lengthScales, lengthScale);
        Additive additive = shape.additive() ? new Additive(0.5, Math.exp(finenessCentre)) : Additive.NONE;
        return new Hyperparameters(shape.kernel(), lengthScales, signalVariance, noiseVariance, additive);
    }

    /** The range of the logarithms θ, shape (D + 2), or (D + 4) of an additive shape. */
    Box bounds() {
        double[] low = new double[shape.parameters(dimension)];
        double[] high = new double[shape.parameters(dimension)];
        Arrays.fill(low, Math.log(SHORTEST));
        Arrays.fill(high, Math.log(LONGEST));
        low[dimension] = Math.log(LEAST_SIGNAL);
        high[dimension] = Math.log(MOST_SIGNAL);
        low[dimension + 1] = Math.log(LEAST_NOISE);
        high[dimension + 1] = Math.log(MOST_NOISE);
        if (shape.additive()) {
            low[dimension + 2] = Math.log(SMALLEST_SHARE / (1 - SMALLEST_SHARE));
            high[dimension + 2] = Math.log(LARGEST_SHARE / (1 - LARGEST_SHARE));
            low[dimension + 3] = finenessCentre - Math.log(MOST_FINER);
            high[dimension + 3] = finenessCentre + Math.log(MOST_FINER);
        }
        return new Box(low, high);
    }

    /** The negative logarithm of the density up to a constant; its derivatives are added to the gradient. */
    double addTo(double[] theta, double[] gradient) {
        double sum = lengthScales.addTo(theta, gradient);
        double signal = theta[dimension];
        sum += 0.5 * signal * signal;
        gradient[dimension] += signal;
        double noise = (theta[dimension + 1] - NOISE_CENTRE) / NOISE_SPREAD;
        sum += 0.5 * noise * noise;
        gradient[dimension + 1] += noise / NOISE_SPREAD;
        if (shape.additive()) {
            double share = theta[dimension + 2] / SHARE_SPREAD;
            double fineness = theta[dimension + 3] - finenessCentre;
            sum += 0.5 * share * share + 0.5 * fineness * fineness;
            gradient[dimension + 2] += share / SHARE_SPREAD;
            gradient[dimension + 3] += fineness;
        }
        return sum;
    }
}
