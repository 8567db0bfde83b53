package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.gp.GaussianProcess;
import java.util.List;

/**
 * The logarithm of the probability that a measure keeps its limits (J. Gardner et al., "Bayesian optimization with inequality
 * constraints", ICML 2014).
 *
 * <pre>
 * μ, σ     mean and standard deviation of the measure at x
 * l, u     the limits, l below u
 * a, b     (l - μ)/σ, (u - μ)/σ
 * value    ln(Φ(b) - Φ(a));  ∂ = (φ(b) ∂b - φ(a) ∂a)/(Φ(b) - Φ(a))
 * </pre>
 *
 * @param process the measure's, on standardised values
 * @param least l, on the same scale; −∞ for none
 * @param most u, on the same scale; ∞ for none
 */
record Feasibility(GaussianProcess process, double least, double most) implements Merit {
    /** Of a narrower interval the difference of two logarithms loses its digits; the density at its middle is right to its square. */
    private static final double NARROW = 1e-5;

    @Override
    public double at(double[] x) {
        return of(process.at(x));
    }

    private double of(GaussianProcess.Prediction prediction) {
        double deviation = Math.sqrt(prediction.variance());
        return logProbability((least - prediction.mean()) / deviation, (most - prediction.mean()) / deviation);
    }

    @Override
    public double[] at(List<double[]> points) {
        return process.at(points).stream().mapToDouble(this::of).toArray();
    }

    @Override
    public double at(double[] x, double[] gradient) {
        double[] byMean = new double[x.length];
        double[] byVariance = new double[x.length];
        GaussianProcess.Prediction prediction = process.at(x, byMean, byVariance);
        double deviation = Math.sqrt(prediction.variance());
        double a = (least - prediction.mean()) / deviation;
        double b = (most - prediction.mean()) / deviation;
        double value = logProbability(a, b);
        for (double end : new double[]{a, b}) {
            if (Double.isInfinite(end)) {
                continue; // no limit, no slope
            }
            double ratio = Math.exp(LogExpectedImprovement.logDensity(end) - value) * (end == a ? 1 : -1);
            for (int j = 0; j < x.length; j++) {
                gradient[j] += ratio * (byMean[j] + end * byVariance[j] / (2 * deviation)) / deviation;
            }
        }
        return value;
    }

    /** ln(Φ(b) - Φ(a)), taken in the lower tail, where it keeps its digits. */
    static double logProbability(double a, double b) {
        if (a == Double.NEGATIVE_INFINITY) {
            return LogExpectedImprovement.logProbability(b);
        }
        if (b == Double.POSITIVE_INFINITY) {
            return LogExpectedImprovement.logProbability(-a);
        }
        if (b - a < NARROW) {
            return LogExpectedImprovement.logDensity((a + b) / 2) + Math.log(b - a);
        }
        double low = a > 0 ? -b : a;
        double high = a > 0 ? -a : b;
        double log = LogExpectedImprovement.logProbability(high);
        return log + LogExpectedImprovement.log1mexp(LogExpectedImprovement.logProbability(low) - log);
    }
}
