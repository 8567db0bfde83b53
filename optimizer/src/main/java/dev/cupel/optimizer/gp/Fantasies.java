package dev.cupel.optimizer.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Several functions that agree with all that is known, and each with its own draw of what is not: they differ in their means
 * and share one variance.
 *
 * <pre>
 * S      number of draws
 * p      number of points at which the function was drawn
 * α_s    K'⁻¹[y; f_s], where K' has the drawn points besides the observed ones
 * μ_s(x) m + kᵀα_s
 * σ²(x)  the same for all, as it depends on places alone; 0 at the drawn points
 * </pre>
 */
public final class Fantasies {
    private final GaussianProcess process;
    private final double[][] alphas;
    private final double[][] values;

    Fantasies(GaussianProcess process, double[][] alphas, double[][] values) {
        this.process = process;
        this.alphas = alphas;
        this.values = values;
    }

    /** How many draws there are, S. */
    public int count() {
        return alphas.length;
    }

    /**
     * The drawn values.
     *
     * @return shape (p)
     */
    public double[] values(int draw) {
        return values[draw].clone();
    }

    /**
     * What is known at a point, draw by draw.
     *
     * @param means μ_s, shape (S)
     * @param variance σ²
     */
    public record Predictions(double[] means, double variance) {}

    /** What is known at x, shape (D), in the unit cube. */
    public Predictions at(double[] x) {
        double[] k = process.covariances(x).k();
        return predictions(k, process.variance(k, process.weights(k)));
    }

    private Predictions predictions(double[] k, double variance) {
        double[] means = new double[alphas.length];
        for (int s = 0; s < means.length; s++) {
            means[s] = process.mean(k, alphas[s]);
        }
        return new Predictions(means, variance);
    }

    /** A quantity that is made of the predictions at a point. */
    public interface Quantity {

        /**
         * The quantity and its derivatives.
         *
         * @param byMean shape (S), receives the derivatives with respect to μ_s
         * @param byVariance shape (1), receives that with respect to σ²
         */
        double of(Predictions predictions, double[] byMean, double[] byVariance);
    }

    /**
     * A quantity at x, and how it changes there.
     *
     * @param gradient shape (D); the derivatives are added to it
     */
    public double at(double[] x, Quantity quantity, double[] gradient) {
        GaussianProcess.Covariances near = process.covariances(x);
        double[] weights = process.weights(near.k());
        double[] byMean = new double[alphas.length];
        double[] byVariance = new double[1];
        double value = quantity.of(predictions(near.k(), process.variance(near.k(), weights)), byMean, byVariance);
        double[] pull = new double[weights.length];
        for (int a = 0; a < pull.length; a++) {
            pull[a] = -2 * byVariance[0] * weights[a];
        }
        for (int s = 0; s < alphas.length; s++) {
            for (int a = 0; a < pull.length; a++) {
                pull[a] += byMean[s] * alphas[s][a];
            }
        }
        process.addGradient(x, near, 1, pull, gradient);
        return value;
    }

    /**
     * What is known at many points; much faster than one by one.
     *
     * @param points each of shape (D)
     */
    public List<Predictions> at(List<double[]> points) {
        double[] ks = process.covariances(points);
        int n = ks.length / Math.max(1, points.size());
        double[] variances = process.predictions(points.size(), ks).stream()
                .mapToDouble(GaussianProcess.Prediction::variance).toArray();
        List<Predictions> all = new ArrayList<>(points.size());
        for (int i = 0; i < points.size(); i++) {
            all.add(predictions(Arrays.copyOfRange(ks, i * n, (i + 1) * n), variances[i]));
        }
        return all;
    }
}
