package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.gp.Fantasies;
import dev.cupel.optimizer.gp.Normal;
import java.util.List;
import org.apache.commons.numbers.gamma.Erfcx;

/**
 * The logarithm of the expected improvement over an incumbent, accurate however small the improvement is. Where the
 * incumbent is uncertain, as there is noise, or as some points are still being evaluated, it is the mean over draws of what is
 * not known: the noisy expected improvement (B. Letham et al., Bayesian Analysis 14, 2019).
 *
 * <pre>
 * S         number of draws; 1 if nothing is uncertain
 * μ_s, σ    mean of the function at x in draw s, and its standard deviation, which is the same in all
 * f*_s      value of the incumbent in draw s
 * z_s       (μ_s - f*_s)/σ
 * h(z)      φ(z) + zΦ(z); h'(z) = Φ(z)
 * LogEI     ln σ + ln (1/S) Σ_s h(z_s)
 * w_s       h(z_s) / Σ h
 * r_s       Φ(z_s)/h(z_s) = (ln h)'(z_s)
 * ∂LogEI    Σ_s w_s r_s (∂μ_s - z_s ∂σ)/σ + ∂σ/σ
 * </pre>
 *
 * <p>S. Ament et al., "Unexpected improvements to expected improvement for Bayesian optimization" (NeurIPS 2023),
 * equation 9 and appendix A.
 */
final class LogExpectedImprovement implements Merit {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    private static final double HALF_LOG_HALF_PI = 0.5 * Math.log(Math.PI / 2);
    private static final double SQRT_HALF = Math.sqrt(0.5);
    /** -1/√ε for double precision: below it, erfcx loses the difference that matters. */
    private static final double FAR = -1 / Math.sqrt(Math.ulp(1.0));

    private final Fantasies fantasies;
    private final double[] incumbents;

    /** @param incumbents f*_s, on the standardised scale of the process, shape (S) */
    LogExpectedImprovement(Fantasies fantasies, double[] incumbents) {
        this.fantasies = fantasies;
        this.incumbents = incumbents;
    }

    @Override
    public double at(double[] x) {
        return of(fantasies.at(x));
    }

    @Override
    public double[] at(List<double[]> points) {
        return fantasies.at(points).stream().mapToDouble(this::of).toArray();
    }

    private double of(Fantasies.Predictions predictions) {
        double deviation = Math.sqrt(predictions.variance());
        double[] logs = new double[incumbents.length];
        for (int s = 0; s < logs.length; s++) {
            logs[s] = logH((predictions.means()[s] - incumbents[s]) / deviation);
        }
        return Math.log(deviation) + logMeanExp(logs);
    }

    @Override
    public double at(double[] x, double[] gradient) {
        return fantasies.at(x, this::of, gradient);
    }

    private double of(Fantasies.Predictions predictions, double[] byMean, double[] byVariance) {
        double deviation = Math.sqrt(predictions.variance());
        double[] logs = new double[incumbents.length];
        double[] z = new double[incumbents.length];
        for (int s = 0; s < logs.length; s++) {
            z[s] = (predictions.means()[s] - incumbents[s]) / deviation;
            logs[s] = logH(z[s]);
        }
        double logMean = logMeanExp(logs);
        double byDeviation = 1 / deviation;
        for (int s = 0; s < logs.length; s++) {
            // w r = (h / Σh)(Φ / h), taken together so that neither vanishes alone
            double share = Math.exp(logProbability(z[s]) - logMean) / logs.length;
            byMean[s] = share / deviation;
            byDeviation -= share * z[s] / deviation;
        }
        byVariance[0] = byDeviation / (2 * deviation);
        return Math.log(deviation) + logMean;
    }

    private static double logMeanExp(double[] logs) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            largest = Math.max(largest, log);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - largest);
        }
        return largest + Math.log(sum / logs.length);
    }

    /** ln h(z). */
    static double logH(double z) {
        if (z > -1) {
            return Math.log(Normal.density(z) + z * Normal.probability(z));
        }
        double logDensity = logDensity(z);
        if (z <= FAR) {
            return logDensity - 2 * Math.log(-z);
        }
        return logDensity + log1mexp(Math.log(Erfcx.value(-z * SQRT_HALF) * -z) + HALF_LOG_HALF_PI);
    }

    /** ln φ(z). */
    static double logDensity(double z) {
        return -0.5 * z * z - HALF_LOG_TWO_PI;
    }

    /** ln Φ(z). */
    static double logProbability(double z) {
        return z > -1 ? Math.log(Normal.probability(z)) : Math.log(0.5 * Erfcx.value(-z * SQRT_HALF)) - 0.5 * z * z;
    }

    /** ln(1 - e^w) for w below 0, by the formula that keeps its digits. */
    static double log1mexp(double w) {
        return w > -Math.log(2) ? Math.log(-Math.expm1(w)) : Math.log1p(-Math.exp(w));
    }
}
