package dev.cupel.optimizer.search;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Many objectives mixed into one, anew for each proposal: so the proposals spread over the front (J. Knowles, "ParEGO", IEEE Trans.
 * Evol. Comput. 10, 2006).
 *
 * <pre>
 * w_m     weights, uniform on the simplex
 * y_m     the objective from 0, its best value so far, to 1, its worst
 * value   -(max_m w_m y_m + {@value #SUM} Σ_m w_m y_m)
 * </pre>
 */
final class Mixture {
    private static final double SUM = 0.05;

    private Mixture() {}

    /** A mixture of what was told. */
    static History.Quantity drawn(History history, Seeds seeds) {
        double[] weights = weights(history.objectives(), seeds.random(0, 0));
        double[] best = new double[weights.length];
        double[] worst = new double[weights.length];
        for (int m = 0; m < weights.length; m++) {
            int objective = m;
            double[] values = history.told().stream().flatMap(one -> one.measured().stream())
                    .mapToDouble(measured -> measured.values().get(objective)).toArray();
            best[m] = Arrays.stream(values).max().orElseThrow();
            worst[m] = Arrays.stream(values).min().orElseThrow();
        }
        return new History.Quantity(_ -> true, measured -> mixed(parts(measured.values(), weights, best, worst)),
                measured -> variance(measured, weights, best, worst), true);
    }

    private static double[] weights(int count, RandomGenerator random) {
        double[] weights = new double[count];
        Arrays.setAll(weights, _ -> random.nextExponential());
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    /** The w_m y_m. */
    private static double[] parts(List<Double> values, double[] weights, double[] best, double[] worst) {
        double[] parts = new double[weights.length];
        Arrays.setAll(parts, m -> weights[m] * (best[m] - values.get(m)) / range(best[m], worst[m]));
        return parts;
    }

    private static double range(double best, double worst) {
        return best > worst ? best - worst : 1;
    }

    private static double mixed(double[] parts) {
        double largest = 0;
        double sum = 0;
        for (double part : parts) {
            largest = Math.max(largest, part);
            sum += part;
        }
        return -(largest + SUM * sum);
    }

    /** To first order: the largest part counts for itself and in the sum, the others in the sum alone. */
    private static double variance(Outcome.Measured measured, double[] weights, double[] best, double[] worst) {
        double[] parts = parts(measured.values(), weights, best, worst);
        double largest = Arrays.stream(parts).max().orElseThrow();
        double variance = 0;
        for (int m = 0; m < parts.length; m++) {
            double slope = weights[m] / range(best[m], worst[m]) * (parts[m] == largest ? 1 + SUM : SUM);
            variance += slope * slope * measured.variances().get(m);
        }
        return variance;
    }
}
