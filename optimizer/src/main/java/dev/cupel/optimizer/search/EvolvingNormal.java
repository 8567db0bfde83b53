package dev.cupel.optimizer.search;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The normal distribution of CMA-ES.
 *
 * <pre>
 * D          dimension
 * λ, μ       points of a generation, and how many of them count
 * w_i        weight of the i-th best, i = 1..μ; Σ w_i = 1
 * μ_eff      1 / Σ w_i²
 * m, σ, C    mean, step size, covariance: x ~ N(m, σ² C)
 * V, d       C = V diag(d²) Vᵀ
 * p_σ, p_c   evolution paths
 * y_i        (x_i - m) / σ of the i-th best
 * χ          E‖N(0, I)‖
 * </pre>
 *
 * <p>N. Hansen, "The CMA evolution strategy: a tutorial" (2016), with positive weights, and with steps that are too long for
 * this distribution shortened as in N. Hansen, "Injecting external solutions into CMA-ES" (2011): a point may
 * have been proposed by an earlier generation, or by a person.
 */
final class EvolvingNormal {
    private static final double FIRST_STEP = 0.3;
    /** All standard deviations below this: nothing more can be found here. */
    private static final double SMALLEST = 1e-7;

    private final int d;
    private final int population;
    private final double[] weights;
    private final double effective;
    private final double[] mean;
    private final double[] stepPath;
    private final double[] covariancePath;
    private final double[][] covariance;
    private double step = FIRST_STEP;
    private SymmetricEigen eigen;
    private int generation;

    /**
     * @param mean m, shape (D)
     * @param population λ, at least 4
     */
    EvolvingNormal(double[] mean, int population) {
        this.d = mean.length;
        this.population = population;
        this.weights = weights(population);
        this.effective = 1 / Arrays.stream(weights).map(w -> w * w).sum();
        this.mean = mean.clone();
        this.stepPath = new double[d];
        this.covariancePath = new double[d];
        this.covariance = new double[d][d];
        for (int j = 0; j < d; j++) {
            covariance[j][j] = 1;
        }
        this.eigen = SymmetricEigen.of(covariance);
    }

    /** The usual λ. */
    static int population(int dimension) {
        return 4 + (int) (3 * Math.log(dimension));
    }

    private static double[] weights(int population) {
        double[] weights = new double[population / 2];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.log((population + 1) / 2.0) - Math.log(i + 1.0);
        }
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    int population() {
        return population;
    }

    double mean(int j) {
        return mean[j];
    }

    /** The standard deviation of one coordinate. */
    double deviation(int j) {
        return step * Math.sqrt(covariance[j][j]);
    }

    /** Whether nothing more can be found here. */
    boolean collapsed() {
        double largest = Arrays.stream(eigen.values()).max().orElseThrow();
        return !(step * Math.sqrt(largest) > SMALLEST);
    }

    /** A deviate x - m. */
    double[] deviate(RandomGenerator random) {
        double[] z = new double[d];
        for (int k = 0; k < d; k++) {
            z[k] = random.nextGaussian() * Math.sqrt(eigen.values()[k]) * step;
        }
        return times(eigen.vectors(), z);
    }

    /**
     * Learns a generation.
     *
     * @param best λ points, the best first, each of shape (D)
     */
    void learn(List<double[]> best) {
        generation++;
        double[][] y = best.stream().limit(weights.length).map(this::step).toArray(double[][]::new);
        double[] mean2 = new double[d];
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < d; j++) {
                mean2[j] += weights[i] * y[i][j];
            }
        }
        for (int j = 0; j < d; j++) {
            mean[j] += step * mean2[j];
        }
        double length = followStep(mean2);
        learnCovariance(y, mean2, length);
        double cs = stepRate();
        double damping = 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (d + 1)) - 1) + cs;
        step *= Math.exp(Math.min(1, cs / damping * (length / expectedLength() - 1)));
        eigen = SymmetricEigen.of(covariance);
        for (int k = 0; k < d; k++) {
            // rounding may leave a tiny negative one
            eigen.values()[k] = Math.max(eigen.values()[k], 1e-20);
        }
    }

    /** y = (x - m)/σ, shortened to the length that a draw of this distribution hardly exceeds. */
    private double[] step(double[] x) {
        double[] y = new double[d];
        for (int j = 0; j < d; j++) {
            y[j] = (x[j] - mean[j]) / step;
        }
        double length = norm(whitened(y));
        double most = Math.sqrt(d) + 2.0 * d / (d + 2);
        return length > most ? Arrays.stream(y).map(v -> v * most / length).toArray() : y;
    }

    /** p_σ takes its next step; returns its length, corrected for its start at 0. */
    private double followStep(double[] mean2) {
        double cs = stepRate();
        double[] white = whitened(mean2);
        for (int j = 0; j < d; j++) {
            stepPath[j] = (1 - cs) * stepPath[j] + Math.sqrt(cs * (2 - cs) * effective) * white[j];
        }
        return norm(stepPath);
    }

    private void learnCovariance(double[][] y, double[] mean2, double length) {
        double cc = (4 + effective / d) / (d + 4 + 2 * effective / d);
        double c1 = 2 / ((d + 1.3) * (d + 1.3) + effective);
        double cmu = Math.min(1 - c1, 2 * (effective - 2 + 1 / effective) / ((d + 2.0) * (d + 2.0) + effective));
        double start = Math.sqrt(1 - Math.pow(1 - stepRate(), 2.0 * generation));
        // a path that grows fast would make C grow instead of σ
        double holds = length / start < (1.4 + 2.0 / (d + 1)) * expectedLength() ? 1 : 0;
        for (int j = 0; j < d; j++) {
            covariancePath[j] = (1 - cc) * covariancePath[j] + holds * Math.sqrt(cc * (2 - cc) * effective) * mean2[j];
        }
        double forgotten = 1 - c1 - cmu + (1 - holds) * c1 * cc * (2 - cc);
        for (int j = 0; j < d; j++) {
            for (int k = 0; k <= j; k++) {
                double ranks = 0;
                for (int i = 0; i < y.length; i++) {
                    ranks += weights[i] * y[i][j] * y[i][k];
                }
                covariance[j][k] = forgotten * covariance[j][k] + c1 * covariancePath[j] * covariancePath[k]
                        + cmu * ranks;
                covariance[k][j] = covariance[j][k];
            }
        }
    }

    private double stepRate() {
        return (effective + 2) / (d + effective + 5);
    }

    private double expectedLength() {
        return Math.sqrt(d) * (1 - 1 / (4.0 * d) + 1 / (21.0 * d * d));
    }

    /** C^(-1/2) y. */
    private double[] whitened(double[] y) {
        double[] z = new double[d];
        for (int k = 0; k < d; k++) {
            for (int j = 0; j < d; j++) {
                z[k] += eigen.vectors()[j][k] * y[j];
            }
            z[k] /= Math.sqrt(eigen.values()[k]);
        }
        return times(eigen.vectors(), z);
    }

    private static double[] times(double[][] matrix, double[] z) {
        double[] product = new double[z.length];
        for (int j = 0; j < z.length; j++) {
            for (int k = 0; k < z.length; k++) {
                product[j] += matrix[j][k] * z[k];
            }
        }
        return product;
    }

    private static double norm(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
    }
}
