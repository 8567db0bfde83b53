package dev.cupel.optimizer.gp;

import java.util.Arrays;
import java.util.List;

/**
 * The posterior of a Gaussian process with a constant mean, on standardised values.
 *
 * <pre>
 * X     points, shape (n, D)
 * k     covariance of x with each point, s² Matérn-5/2, shape (n)
 * K_y   covariance of the observations, shape (n, n)
 * m     constant mean
 * α     K_y⁻¹(y - m1), shape (n)
 * </pre>
 *
 * <pre>
 * μ(x)  = m + kᵀα                    ∂μ/∂x_j  = Σ_a α_a ∂k_a/∂x_j
 * σ²(x) = s² - kᵀK_y⁻¹k              ∂σ²/∂x_j = -2 Σ_a (K_y⁻¹k)_a ∂k_a/∂x_j
 * ∂k_a/∂x_j = -s² slope(r_a) (x_j - x_aj) / ℓ_j²
 * </pre>
 */
public final class GaussianProcess {
    /** Below this, relative to s², a variance is rounding. */
    private static final double LEAST_VARIANCE = 1e-12;
    /** The noise of a value that is only believed, relative to s². */
    private static final double BELIEVED_NOISE = 1e-6;

    private final double[][] points;
    private final double[] noise;
    private final Hyperparameters hyperparameters;
    private final double[] inverseSquaredLengths;
    private final double mean;
    private final double[] alpha;
    private final double[] inverse;

    private GaussianProcess(double[][] points, double[] noise, Hyperparameters hyperparameters, double mean,
            double[] alpha,
            double[] inverse) {
        this.points = points;
        this.noise = noise;
        this.hyperparameters = hyperparameters;
        this.inverseSquaredLengths = Arrays.stream(hyperparameters.lengthScales()).map(l -> 1 / (l * l)).toArray();
        this.mean = mean;
        this.alpha = alpha;
        this.inverse = inverse;
    }

    /**
     * What is known at a point.
     *
     * @param mean of the function
     * @param variance of the function, without noise; above 0
     */
    public record Prediction(double mean, double variance) {}

    /** The process of these observations, whose values are standardised. */
    static GaussianProcess of(Observations standardised, Hyperparameters hyperparameters) {
        double[] noise = Arrays.stream(standardised.variances()).map(v -> v + hyperparameters.noiseVariance())
                .toArray();
        double[] inverse = inverse(standardised.points(), noise, hyperparameters);
        double mean = Evidence.mean(inverse, standardised.values());
        double[] alpha = Evidence.alpha(inverse, standardised.values());
        return new GaussianProcess(standardised.points(), noise, hyperparameters, mean, alpha, inverse);
    }

    /**
     * The process as it would be if each of these points had been evaluated and had given just what is expected
     * (D. Ginsbourger's Kriging believer): the mean stays, the variance there goes.
     *
     * @param pending points, shape (p, D)
     */
    public GaussianProcess believing(List<double[]> pending) {
        if (pending.isEmpty()) {
            return this;
        }
        int n = points.length;
        int all = n + pending.size();
        double[][] allPoints = Arrays.copyOf(points, all);
        double[] allNoise = Arrays.copyOf(noise, all);
        for (int i = 0; i < pending.size(); i++) {
            allPoints[n + i] = pending.get(i).clone();
            allNoise[n + i] = BELIEVED_NOISE * hyperparameters.signalVariance();
        }
        // a believed value equals the mean, so it adds nothing to α
        return new GaussianProcess(allPoints, allNoise, hyperparameters, mean, Arrays.copyOf(alpha, all),
                inverse(allPoints, allNoise, hyperparameters));
    }

    private static double[] inverse(double[][] points, double[] noise, Hyperparameters hyperparameters) {
        int n = points.length;
        double[] lengths = hyperparameters.lengthScales();
        double[] covariance = new double[n * n];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b <= a; b++) {
                double squared = 0;
                for (int j = 0; j < lengths.length; j++) {
                    double scaled = (points[a][j] - points[b][j]) / lengths[j];
                    squared += scaled * scaled;
                }
                covariance[a * n + b] = hyperparameters.signalVariance() * Matern.value(squared);
                covariance[b * n + a] = covariance[a * n + b];
            }
            covariance[a * n + a] += noise[a];
        }
        return Factor.of(covariance, n).inverse();
    }

    /** The number of axes, D. */
    public int dimension() {
        return inverseSquaredLengths.length;
    }

    /** The hyperparameters that it uses. */
    public Hyperparameters hyperparameters() {
        return hyperparameters;
    }

    /**
     * What is known at x.
     *
     * @param x shape (D), in the unit cube
     */
    public Prediction at(double[] x) {
        return predict(x, new double[points.length]);
    }

    /**
     * What is known at x, and how it changes there.
     *
     * @param x shape (D), in the unit cube
     * @param meanGradient shape (D), receives ∂μ/∂x
     * @param varianceGradient shape (D), receives ∂σ²/∂x
     */
    public Prediction at(double[] x, double[] meanGradient, double[] varianceGradient) {
        int n = points.length;
        double[] weights = new double[n];
        Prediction prediction = predict(x, weights);
        Arrays.fill(meanGradient, 0);
        Arrays.fill(varianceGradient, 0);
        for (int a = 0; a < n; a++) {
            double slope = hyperparameters.signalVariance() * Matern.slope(squaredDistance(x, points[a]));
            double towardsMean = -slope * alpha[a];
            double towardsVariance = 2 * slope * weights[a];
            for (int j = 0; j < x.length; j++) {
                double scaled = (x[j] - points[a][j]) * inverseSquaredLengths[j];
                meanGradient[j] += towardsMean * scaled;
                varianceGradient[j] += towardsVariance * scaled;
            }
        }
        return prediction;
    }

    /** Fills weights with K_y⁻¹k. */
    private Prediction predict(double[] x, double[] weights) {
        int n = points.length;
        double expected = mean;
        double[] covariance = new double[n];
        for (int a = 0; a < n; a++) {
            covariance[a] = hyperparameters.signalVariance() * Matern.value(squaredDistance(x, points[a]));
            expected += covariance[a] * alpha[a];
        }
        for (int b = 0; b < n; b++) {
            addRow(inverse, b * n, covariance[b], weights);
        }
        double explained = 0;
        for (int a = 0; a < n; a++) {
            explained += covariance[a] * weights[a];
        }
        double signal = hyperparameters.signalVariance();
        return new Prediction(expected, Math.max(signal - explained, LEAST_VARIANCE * signal));
    }

    private static void addRow(double[] matrix, int start, double factor, double[] sums) {
        for (int a = 0; a < sums.length; a++) {
            sums[a] += factor * matrix[start + a];
        }
    }

    private double squaredDistance(double[] x, double[] point) {
        double squared = 0;
        for (int j = 0; j < x.length; j++) {
            double difference = x[j] - point[j];
            squared += difference * difference * inverseSquaredLengths[j];
        }
        return squared;
    }
}
