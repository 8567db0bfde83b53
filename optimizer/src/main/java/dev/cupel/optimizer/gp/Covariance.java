package dev.cupel.optimizer.gp;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The covariance of a function at two places, and how it changes with one of them.
 *
 * <pre>
 * u, v   the places in length-scales, u_j = x_j/ℓ_j; of many places axis by axis, shape (D, n), so that the inner loops run over them
 * r²     Σ_j (u_j - v_j)²
 * w, c   the additive part: its share of the variance, and by how much its length-scales are shorter
 * ρ_j    1/(1 + c²(u_j - v_j)²)
 * </pre>
 *
 * <pre>
 * k(u, v)  = s²((1 - w) value(r) + w/D Σ_j ρ_j)
 * ∂k/∂u_j  = -(u_j - v_j) s²((1 - w) slope(r) + 2c² w/D ρ_j²)
 * </pre>
 *
 * <p>So a part of the function is a sum of functions of one axis each (D. Duvenaud et al., "Additive Gaussian processes", NIPS
 * 2011, of first order), whose kernel is the rational quadratic one of α = 1 (Rasmussen and Williams, equation 4.19): smooth,
 * and without an exponential for each axis of each pair.
 */
final class Covariance {
    private final Kernel kernel;
    private final double[] inverseLengths;
    private final double joint;
    private final double single;
    private final double squaredFineness;

    Covariance(Hyperparameters hyperparameters) {
        this.kernel = hyperparameters.kernel();
        double[] lengths = hyperparameters.lengthScales();
        this.inverseLengths = new double[lengths.length];
        for (int j = 0; j < lengths.length; j++) {
            inverseLengths[j] = 1 / lengths[j];
        }
        Additive additive = hyperparameters.additive();
        double signal = hyperparameters.signalVariance();
        this.joint = signal * (1 - additive.share());
        this.single = signal * additive.share() / lengths.length;
        this.squaredFineness = additive.fineness() * additive.fineness();
    }

    /** Whether a part is a sum over the axes. */
    boolean additive() {
        return single > 0;
    }

    /** Places in length-scales, axis by axis, shape (D, n), from points in the unit cube. */
    double[][] scaled(List<double[]> points) {
        double[][] scaled = new double[inverseLengths.length][points.size()];
        for (int a = 0; a < points.size(); a++) {
            for (int j = 0; j < scaled.length; j++) {
                scaled[j][a] = points.get(a)[j] * inverseLengths[j];
            }
        }
        return scaled;
    }

    /** A place in length-scales, shape (D), from a point in the unit cube. */
    double[] scaled(double[] x) {
        double[] scaled = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            scaled[j] = x[j] * inverseLengths[j];
        }
        return scaled;
    }

    /**
     * A place with the first of others.
     *
     * @param places in length-scales, shape (D, n)
     * @param place in length-scales, shape (D)
     * @param count how many of the places, at most n
     * @param k receives the covariances, from an offset on
     * @param slopes receives s²(1 - w) slope(r), from the same offset on
     */
    void fill(double[][] places, double[] place, int count, double[] k, double[] slopes, int offset) {
        double[] squared = new double[count];
        for (int j = 0; j < places.length; j++) {
            addSquares(places[j], place[j], squared);
        }
        kernel.fill(joint, squared, count, k, slopes, offset);
        if (additive()) {
            double[] sum = new double[count];
            for (int j = 0; j < places.length; j++) {
                addSingle(places[j], place[j], sum);
            }
            for (int a = 0; a < count; a++) {
                k[offset + a] += single * sum[a];
            }
        }
    }

    private static void addSquares(double[] axis, double u, double[] sums) {
        for (int a = 0; a < sums.length; a++) {
            double difference = u - axis[a];
            sums[a] += difference * difference;
        }
    }

    private void addSingle(double[] axis, double u, double[] sums) {
        for (int a = 0; a < sums.length; a++) {
            sums[a] += 1 / inverse(u - axis[a]);
        }
    }

    /** 1/ρ. */
    private double inverse(double difference) {
        return 1 + squaredFineness * difference * difference;
    }

    /** Some rows of the covariance of the function at all places, shape (to - from, n). */
    double[] rows(double[][] places, int from, int to) {
        int n = places[0].length;
        double[] rows = new double[(to - from) * n];
        IntStream.range(from, to).parallel().forEach(a -> {
            double[] k = new double[n];
            fill(places, place(places, a), n, k, new double[n], 0);
            System.arraycopy(k, 0, rows, (a - from) * n, n);
        });
        return rows;
    }

    /** One of many places, shape (D). */
    static double[] place(double[][] places, int a) {
        double[] place = new double[places.length];
        for (int j = 0; j < place.length; j++) {
            place[j] = places[j][a];
        }
        return place;
    }

    /**
     * Adds times Σ_a weights_a ∂k_a/∂x to a gradient.
     *
     * @param places in length-scales, shape (D, n)
     * @param x in the unit cube, shape (D)
     * @param slopes what {@link #fill} gave for x, shape (n)
     * @param weights shape (n)
     * @param gradient shape (D)
     */
    void addGradient(double[][] places, double[] x, double[] slopes, double times, double[] weights,
            double[] gradient) {
        int n = weights.length;
        double[] pulls = new double[n];
        for (int a = 0; a < n; a++) {
            pulls[a] = -times * weights[a] * slopes[a];
        }
        for (int j = 0; j < x.length; j++) {
            double[] axis = places[j];
            double u = x[j] * inverseLengths[j];
            double sum = 0;
            for (int a = 0; a < n; a++) {
                sum += pulls[a] * (u - axis[a]);
            }
            if (additive()) {
                sum -= times * 2 * squaredFineness * single * singlePull(axis, u, weights);
            }
            gradient[j] += sum * inverseLengths[j];
        }
    }

    /** Σ_a weights_a ρ_a² (u - v_a) along one axis. */
    private double singlePull(double[] axis, double u, double[] weights) {
        double sum = 0;
        for (int a = 0; a < weights.length; a++) {
            double difference = u - axis[a];
            double value = 1 / inverse(difference);
            sum += weights[a] * value * value * difference;
        }
        return sum;
    }

    /**
     * Along one axis, what the derivatives of the additive part with respect to the hyperparameters are made of, for a place and
     * the first of others.
     *
     * @param g weights of the covariances, one for each of the others
     * @param values receives g s² w/D ρ in addition
     * @param bends receives g s² w/D 2c²(u - v)² ρ² in addition, the derivative with respect to ln ℓ_j or -ln c
     */
    void addBends(double[] axis, double u, int count, double[] g, double[] values, double[] bends) {
        for (int b = 0; b < count; b++) {
            double difference = u - axis[b];
            double square = squaredFineness * difference * difference;
            double value = 1 / (1 + square);
            double weighted = g[b] * single * value;
            values[b] += weighted;
            bends[b] += 2 * weighted * square * value;
        }
    }
}
