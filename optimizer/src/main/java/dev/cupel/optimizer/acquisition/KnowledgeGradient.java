package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.gp.GaussianProcess;
import dev.cupel.optimizer.gp.Normal;
import java.util.ArrayList;
import java.util.List;

/**
 * By how much one more measurement is expected to raise the expected value of what is then recommended (P. Frazier, W. Powell
 * and S. Dayanik, INFORMS J. Comput. 21, 2009). It tells what a further measurement of an evaluated point is worth,
 * beside one of a new point.
 *
 * <pre>
 * i          a point that may be recommended
 * a_i        its expected value
 * τ²         variance of one measurement
 * b_i        cov(f_i, f_x) / √(var f_x + τ²): how its expected value moves with a measurement at x
 * KG(x)      E max_i (a_i + b_i Z) - max_i a_i, Z standard normal; the mean over {@value #QUANTILES} quantiles of Z
 * </pre>
 *
 * @param process on standardised values
 * @param known points that may be recommended, shape (F) each
 * @param noise τ², on the standardised scale
 */
record KnowledgeGradient(GaussianProcess process, List<double[]> known, double noise) {
    private static final int QUANTILES = 64;

    /** The value of a measurement at x, which may be one of the known points. */
    double at(double[] x) {
        List<double[]> points = new ArrayList<>(known);
        points.add(x);
        double[][] covariance = process.covariance(points);
        int last = points.size() - 1;
        double[] moves = new double[points.size()];
        double[] means = new double[points.size()];
        for (int i = 0; i <= last; i++) {
            means[i] = process.at(points.get(i)).mean();
            moves[i] = covariance[i][last] / Math.sqrt(Math.max(covariance[last][last], 0) + noise);
        }
        double sum = 0;
        for (int q = 0; q < QUANTILES; q++) {
            double z = Normal.quantile((q + 0.5) / QUANTILES);
            double highest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i <= last; i++) {
                highest = Math.max(highest, means[i] + moves[i] * z);
            }
            sum += highest;
        }
        double now = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < last; i++) {
            now = Math.max(now, means[i]);
        }
        return sum / QUANTILES - now;
    }
}
