package dev.cupel.optimizer.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An evaluated point that is believed to be the best, or one of the front.
 *
 * @param index the number of its proposal; if it was proposed several times, of the first
 * @param point in the unit cube, shape (D)
 * @param values the same by the names of the axes, in their units
 * @param means expected value of each objective there, in the unit of the told values; where there is no noise, the told one
 * @param deviations standard deviation of each there, without the noise of one evaluation, in the same units
 * @param probability that all limits hold there; 1 if there are none
 */
public record Recommendation(int index, double[] point, Map<String, Double> values, List<Double> means,
        List<Double> deviations, double probability) {

    public Recommendation {
        point = point.clone();
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
    }

    @Override
    public double[] point() {
        return point.clone();
    }

    /** The expected value of the first objective. */
    public double mean() {
        return means.getFirst();
    }

    /** The standard deviation of the first objective. */
    public double deviation() {
        return deviations.getFirst();
    }
}
