package dev.cupel.optimizer.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The evaluated point that is believed to be the best.
 *
 * @param index the number of its proposal
 * @param point in the unit cube, shape (D)
 * @param values the same by the names of the axes, in their units
 * @param mean expected value there, in the unit of the told values
 * @param deviation standard deviation of the function there, without the noise of one evaluation, in the same unit
 */
public record Recommendation(int index, double[] point, Map<String, Double> values, double mean, double deviation) {

    public Recommendation {
        point = point.clone();
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public double[] point() {
        return point.clone();
    }
}
