package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.gp.GaussianProcess;
import dev.cupel.optimizer.gp.Normal;
import org.apache.commons.numbers.gamma.Erfcx;

/**
 * The logarithm of the expected improvement over an incumbent, accurate however small the improvement is.
 *
 * <pre>
 * μ, σ      mean and standard deviation of the function at x
 * f*        expected value of the incumbent
 * z         (μ - f*)/σ
 * h(z)      φ(z) + zΦ(z); h'(z) = Φ(z)
 * LogEI     ln σ + ln h(z)
 * r         Φ(z)/h(z) = (ln h)'(z)
 * ∂LogEI    r (∂μ - z ∂σ)/σ + ∂σ/σ
 * </pre>
 *
 * <p>S. Ament et al., "Unexpected improvements to expected improvement for Bayesian optimization" (NeurIPS 2023),
 * equation 9 and appendix A.
 */
final class LogExpectedImprovement {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    private static final double HALF_LOG_HALF_PI = 0.5 * Math.log(Math.PI / 2);
    private static final double SQRT_HALF = Math.sqrt(0.5);
    /** -1/√ε for double precision: below it, erfcx loses the difference that matters. */
    private static final double FAR = -1 / Math.sqrt(Math.ulp(1.0));

    private final GaussianProcess process;
    private final double incumbent;

    /** @param incumbent f*, on the standardised scale of the process */
    LogExpectedImprovement(GaussianProcess process, double incumbent) {
        this.process = process;
        this.incumbent = incumbent;
    }

    /** LogEI at x, shape (D). */
    double at(double[] x) {
        GaussianProcess.Prediction prediction = process.at(x);
        double deviation = Math.sqrt(prediction.variance());
        return Math.log(deviation) + logH((prediction.mean() - incumbent) / deviation);
    }

    /** LogEI at x and its gradient, shape (D). */
    double at(double[] x, double[] gradient) {
        double[] varianceGradient = new double[x.length];
        GaussianProcess.Prediction prediction = process.at(x, gradient, varianceGradient);
        double deviation = Math.sqrt(prediction.variance());
        double z = (prediction.mean() - incumbent) / deviation;
        double logH = logH(z);
        double r = Math.exp(logProbability(z) - logH);
        for (int j = 0; j < x.length; j++) {
            double towardsDeviation = varianceGradient[j] / (2 * deviation);
            gradient[j] = (r * (gradient[j] - z * towardsDeviation) + towardsDeviation) / deviation;
        }
        return Math.log(deviation) + logH;
    }

    /** ln h(z). */
    static double logH(double z) {
        if (z > -1) {
            return Math.log(Normal.density(z) + z * Normal.probability(z));
        }
        double logDensity = -0.5 * z * z - HALF_LOG_TWO_PI;
        if (z <= FAR) {
            return logDensity - 2 * Math.log(-z);
        }
        return logDensity + log1mexp(Math.log(Erfcx.value(-z * SQRT_HALF) * -z) + HALF_LOG_HALF_PI);
    }

    /** ln Φ(z). */
    static double logProbability(double z) {
        return z > -1 ? Math.log(Normal.probability(z)) : Math.log(0.5 * Erfcx.value(-z * SQRT_HALF)) - 0.5 * z * z;
    }

    /** ln(1 - e^w) for w below 0, by the formula that keeps its digits. */
    private static double log1mexp(double w) {
        return w > -Math.log(2) ? Math.log(-Math.expm1(w)) : Math.log1p(-Math.exp(w));
    }
}
