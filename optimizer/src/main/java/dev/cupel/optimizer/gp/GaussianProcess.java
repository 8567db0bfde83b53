package dev.cupel.optimizer.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The posterior of a Gaussian process with a constant mean, on standardised values.
 *
 * <pre>
 * X     points, shape (n, D); kept axis by axis and in length-scales, shape (D, n), so that the inner loops run over points
 * k     covariance of x with each point, shape (n): see Covariance
 * K_y   covariance of the observations, shape (n, n)
 * m     constant mean
 * α     K_y⁻¹(y - m1), shape (n)
 * </pre>
 *
 * <pre>
 * μ(x)  = m + kᵀα                    ∂μ/∂x_j  = Σ_a α_a ∂k_a/∂x_j
 * σ²(x) = s² - kᵀK_y⁻¹k              ∂σ²/∂x_j = -2 Σ_a (K_y⁻¹k)_a ∂k_a/∂x_j
 * </pre>
 */
public final class GaussianProcess {
    /** Below this, relative to s², a variance is rounding. */
    private static final double LEAST_VARIANCE = 1e-12;
    /** How many points are predicted at once: the same on all machines, so that the sums have one order. */
    private static final int AT_ONCE = 64;
    /** The noise of a value that is only believed, relative to s². */
    private static final double BELIEVED_NOISE = 1e-6;

    private final double[][] scaled;
    private final Hyperparameters hyperparameters;
    private final Covariance covariance;
    private final double mean;
    private final double[] alpha;
    private final Factor factor;

    private GaussianProcess(double[][] scaled, Hyperparameters hyperparameters, double mean, double[] alpha,
            Factor factor) {
        this.scaled = scaled;
        this.hyperparameters = hyperparameters;
        this.covariance = new Covariance(hyperparameters);
        this.mean = mean;
        this.alpha = alpha;
        this.factor = factor;
    }

    /**
     * What is known at a point.
     *
     * @param mean of the function
     * @param variance of the function, without noise; above 0
     */
    public record Prediction(double mean, double variance) {}

    /**
     * How a point hangs together with the known ones.
     *
     * @param k covariances, shape (n)
     * @param slopes s²(1 - w) slope(r_a), shape (n)
     */
    record Covariances(double[] k, double[] slopes) {}

    /** The process of these observations, whose values are standardised. */
    static GaussianProcess of(Observations standardised, Hyperparameters hyperparameters) {
        double[] noise = noise(standardised, 0, hyperparameters);
        Covariance covariance = new Covariance(hyperparameters);
        double[][] scaled = covariance.scaled(Arrays.asList(standardised.points()));
        int n = standardised.count();
        double[] noisy = covariance.rows(scaled, 0, n);
        for (int a = 0; a < n; a++) {
            noisy[a * n + a] += noise[a];
        }
        return of(scaled, hyperparameters, standardised.values(), Factor.of(noisy, n));
    }

    /** The same, where the factor of K_y is known. */
    static GaussianProcess of(Observations standardised, Hyperparameters hyperparameters, Factor factor) {
        double[][] scaled = new Covariance(hyperparameters).scaled(Arrays.asList(standardised.points()));
        return of(scaled, hyperparameters, standardised.values(), factor);
    }

    private static GaussianProcess of(double[][] scaled, Hyperparameters hyperparameters, double[] values,
            Factor factor) {
        double mean = Evidence.mean(factor.inverse(), values);
        return new GaussianProcess(scaled, hyperparameters, mean, Evidence.alpha(factor.inverse(), values), factor);
    }

    private static double[] noise(Observations standardised, int from, Hyperparameters hyperparameters) {
        return Arrays.stream(standardised.variances()).skip(from).map(v -> v + hyperparameters.noiseVariance())
                .toArray();
    }

    /**
     * The process after more observations, with the same hyperparameters.
     *
     * @param standardised those of before, with the same known variances, and then more; the values of all may have changed, as they
     *     are standardised together
     */
    GaussianProcess extended(Observations standardised) {
        List<double[]> more = Arrays.asList(standardised.points()).subList(factor.size(), standardised.count());
        double[][] all = joined(more);
        return of(all, hyperparameters, standardised.values(),
                extended(all, noise(standardised, factor.size(), hyperparameters)));
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
        double[][] all = joined(pending);
        double[] noise = new double[pending.size()];
        Arrays.fill(noise, BELIEVED_NOISE * hyperparameters.signalVariance());
        // a believed value equals the mean, so it adds nothing to α
        return new GaussianProcess(all, hyperparameters, mean, Arrays.copyOf(alpha, all[0].length),
                extended(all, noise));
    }

    /**
     * What the function may be if it is known at some points: several draws of its values there, all at once, and the
     * process that each leads to.
     *
     * @param points where the function is drawn, shape (p, D)
     * @param normals standard normal deviates that decide the draws, shape (S, p)
     */
    public Fantasies drawn(List<double[]> points, double[][] normals) {
        GaussianProcess known = believing(points);
        int n = factor.size();
        int all = known.factor.size();
        double[] means = points.stream().mapToDouble(point -> at(point).mean()).toArray();
        double[][] alphas = new double[normals.length][];
        double[][] values = new double[normals.length][];
        for (int s = 0; s < normals.length; s++) {
            double[] away = points.isEmpty() ? new double[0] : known.factor.timesTail(normals[s]);
            double[] changed = known.alpha.clone();
            for (int i = 0; i < away.length; i++) {
                addRow(known.factor.inverse(), (n + i) * all, away[i], changed);
                away[i] += means[i];
            }
            alphas[s] = changed;
            values[s] = away;
        }
        return new Fantasies(known, alphas, values);
    }

    private double[][] joined(List<double[]> more) {
        double[][] added = covariance.scaled(more);
        int n = factor.size();
        double[][] all = new double[scaled.length][];
        for (int j = 0; j < all.length; j++) {
            all[j] = Arrays.copyOf(scaled[j], n + more.size());
            System.arraycopy(added[j], 0, all[j], n, more.size());
        }
        return all;
    }

    private Factor extended(double[][] all, double[] noise) {
        int n = factor.size();
        int p = noise.length;
        if (p == 0) {
            return factor;
        }
        double[] rows = covariance.rows(all, n, n + p);
        double[] cross = new double[p * n];
        double[] corner = new double[p * p];
        for (int i = 0; i < p; i++) {
            System.arraycopy(rows, i * (n + p), cross, i * n, n);
            System.arraycopy(rows, i * (n + p) + n, corner, i * p, p);
            corner[i * p + i] += noise[i];
        }
        return factor.extended(cross, corner);
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
        double[] k = covariances(x).k();
        return new Prediction(mean(k, alpha), variance(k, weights(k)));
    }

    /**
     * What is known at many points; much faster than one by one.
     *
     * @param points each of shape (D), in the unit cube
     */
    public List<Prediction> at(List<double[]> points) {
        return predictions(points.size(), covariances(points));
    }

    /**
     * The expected values at many points, without their variances: that takes n steps a point in place of n².
     *
     * @param points each of shape (D), in the unit cube
     */
    double[] means(List<double[]> points) {
        return points.stream().parallel().mapToDouble(x -> mean(covariances(x).k(), alpha)).toArray();
    }

    /**
     * How well each observed value is foreseen by the others: the logarithm of its density, with these hyperparameters and the mean that follows from
     * the others.
     *
     * <p>C. Rasmussen and C. Williams, "Gaussian Processes for Machine Learning" (2006), equations 5.10 to 5.12, from K_y⁻¹ alone. With the mean
     * m by generalised least squares, y - m of all becomes that of the others with G = K_y⁻¹ - K_y⁻¹11ᵀK_y⁻¹ / 1ᵀK_y⁻¹1 in the place of K_y⁻¹.
     *
     * @return shape (n)
     */
    double[] leaveOneOut() {
        double[] inverse = factor.inverse();
        int n = alpha.length;
        double[] rows = new double[n];
        Arrays.setAll(rows, a -> IntStream.range(0, n).mapToDouble(b -> inverse[a * n + b]).sum());
        double whole = Arrays.stream(rows).sum();
        double[] logDensities = new double[n];
        Arrays.setAll(logDensities, a -> {
            double precision = inverse[a * n + a];
            double missed = alpha[a] / (precision - rows[a] * rows[a] / whole);
            return 0.5 * (Math.log(precision) - precision * missed * missed - Math.log(2 * Math.PI));
        });
        return logDensities;
    }

    /** What is known at many points, from their {@link #covariances}. */
    List<Prediction> predictions(int count, double[] ks) {
        Prediction[] predictions = new Prediction[count];
        IntStream.range(0, (count + AT_ONCE - 1) / AT_ONCE).parallel()
                .forEach(part -> fill(predictions, part * AT_ONCE, Math.min(count, (part + 1) * AT_ONCE), ks));
        return List.of(predictions);
    }

    private void fill(Prediction[] predictions, int from, int to, double[] ks) {
        int n = factor.size();
        double[] solved = factor.solved(Arrays.copyOfRange(ks, from * n, to * n));
        for (int i = from; i < to; i++) {
            double expected = mean;
            double explained = 0;
            for (int a = 0; a < n; a++) {
                expected += ks[i * n + a] * alpha[a];
                double part = solved[(i - from) * n + a];
                explained += part * part;
            }
            predictions[i] = new Prediction(expected, limited(explained));
        }
    }

    /** The covariances of many points with the known ones, one after the other. */
    double[] covariances(List<double[]> points) {
        int n = factor.size();
        double[] ks = new double[points.size() * n];
        IntStream.range(0, points.size()).parallel()
                .forEach(i -> System.arraycopy(covariances(points.get(i)).k(), 0, ks, i * n, n));
        return ks;
    }

    /**
     * The covariance of the function at some points, given what is known.
     *
     * @param points shape (p, D)
     * @return shape (p, p)
     */
    public double[][] covariance(List<double[]> points) {
        int n = factor.size();
        int p = points.size();
        double[] solved = factor.solved(covariances(points));
        double[] prior = covariance.rows(covariance.scaled(points), 0, p);
        double[][] conditional = new double[p][p];
        for (int i = 0; i < p; i++) {
            for (int j = 0; j <= i; j++) {
                double explained = 0;
                for (int a = 0; a < n; a++) {
                    explained += solved[i * n + a] * solved[j * n + a];
                }
                conditional[i][j] = prior[i * p + j] - explained;
                conditional[j][i] = conditional[i][j];
            }
        }
        return conditional;
    }

    /**
     * What is known at x, and how it changes there.
     *
     * @param x shape (D), in the unit cube
     * @param meanGradient shape (D), receives ∂μ/∂x
     * @param varianceGradient shape (D), receives ∂σ²/∂x
     */
    public Prediction at(double[] x, double[] meanGradient, double[] varianceGradient) {
        Covariances near = covariances(x);
        double[] weights = weights(near.k());
        Arrays.fill(meanGradient, 0);
        Arrays.fill(varianceGradient, 0);
        addGradient(x, near, 1, alpha, meanGradient);
        addGradient(x, near, -2, weights, varianceGradient);
        return new Prediction(mean(near.k(), alpha), variance(near.k(), weights));
    }

    Covariances covariances(double[] x) {
        int n = factor.size();
        double[] k = new double[n];
        double[] slopes = new double[n];
        covariance.fill(scaled, covariance.scaled(x), n, k, slopes, 0);
        return new Covariances(k, slopes);
    }

    /** m + kᵀα. */
    double mean(double[] k, double[] weights) {
        double expected = mean;
        for (int a = 0; a < k.length; a++) {
            expected += k[a] * weights[a];
        }
        return expected;
    }

    double variance(double[] k, double[] weights) {
        double explained = 0;
        for (int a = 0; a < k.length; a++) {
            explained += k[a] * weights[a];
        }
        return limited(explained);
    }

    private double limited(double explained) {
        double signal = hyperparameters.signalVariance();
        return Math.max(signal - explained, LEAST_VARIANCE * signal);
    }

    /** K_y⁻¹k. */
    double[] weights(double[] k) {
        int n = k.length;
        double[] inverse = factor.inverse();
        double[] weights = new double[n];
        int b = 0;
        for (; b + 3 < n; b += 4) {
            addFourRows(inverse, b * n, k[b], k[b + 1], k[b + 2], k[b + 3], weights);
        }
        for (; b < n; b++) {
            addRow(inverse, b * n, k[b], weights);
        }
        return weights;
    }

    /** Four rows at once, so that the sums are read and written a quarter as often. */
    private static void addFourRows(double[] matrix, int start, double p, double q, double r, double s,
            double[] sums) {
        int n = sums.length;
        for (int a = 0; a < n; a++) {
            sums[a] += p * matrix[start + a] + q * matrix[start + n + a] + r * matrix[start + 2 * n + a]
                    + s * matrix[start + 3 * n + a];
        }
    }

    private static void addRow(double[] matrix, int start, double factor, double[] sums) {
        for (int a = 0; a < sums.length; a++) {
            sums[a] += factor * matrix[start + a];
        }
    }

    /** Adds times Σ_a weights_a ∂k_a/∂x to a gradient. */
    void addGradient(double[] x, Covariances near, double times, double[] weights, double[] gradient) {
        covariance.addGradient(scaled, x, near.slopes(), times, weights, gradient);
    }
}
