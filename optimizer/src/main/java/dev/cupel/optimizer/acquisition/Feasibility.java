package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.gp.GaussianProcess;
import java.util.List;

/**
 * The logarithm of the probability that a measure keeps its limit (J. Gardner et al., "Bayesian optimization with inequality
 * constraints", ICML 2014).
 *
 * <pre>
 * μ, σ     mean and standard deviation of the measure at x
 * t        the limit
 * z        (t - μ)/σ for a measure that must be at most t, (μ - t)/σ for one that must be at least t
 * value    ln Φ(z);  ∂ = φ(z)/Φ(z) ∂z
 * </pre>
 *
 * @param process the measure's, on standardised values
 * @param bound t, on the same scale; infinite for none
 * @param sign 1 if the measure must be at least t, -1 if it must be at most t
 */
record Feasibility(GaussianProcess process, double bound, int sign) implements Merit {

    @Override
    public double at(double[] x) {
        return of(process.at(x));
    }

    private double of(GaussianProcess.Prediction prediction) {
        return LogExpectedImprovement
                .logProbability(sign * (prediction.mean() - bound) / Math.sqrt(prediction.variance()));
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
        double z = sign * (prediction.mean() - bound) / deviation;
        double value = LogExpectedImprovement.logProbability(z);
        double ratio = Math.exp(LogExpectedImprovement.logDensity(z) - value);
        for (int j = 0; j < x.length; j++) {
            gradient[j] += ratio * (sign * byMean[j] - z * byVariance[j] / (2 * deviation)) / deviation;
        }
        return value;
    }
}
