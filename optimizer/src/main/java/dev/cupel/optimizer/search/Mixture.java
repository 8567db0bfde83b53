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
        return new History.Quantity(measured -> mixed(measured.values(), weights, best, worst), _ -> 0, true);
    }

    private static double[] weights(int count, RandomGenerator random) {
        double[] weights = new double[count];
        Arrays.setAll(weights, _ -> random.nextExponential());
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    private static double mixed(List<Double> values, double[] weights, double[] best, double[] worst) {
        double largest = 0;
        double sum = 0;
        for (int m = 0; m < weights.length; m++) {
            double range = best[m] > worst[m] ? best[m] - worst[m] : 1;
            double part = weights[m] * (best[m] - values.get(m)) / range;
            largest = Math.max(largest, part);
            sum += part;
        }
        return -(largest + SUM * sum);
    }
}
