package dev.cupel.optimizer.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A point to evaluate.
 *
 * @param index its number in the search, from 0
 * @param point in the unit cube, shape (D)
 * @param values the same by the names of the axes, in their units
 * @param origin why it was proposed
 */
public record Proposal(int index, double[] point, Map<String, Double> values, Origin origin) {

    public Proposal {
        point = point.clone();
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public double[] point() {
        return point.clone();
    }
}
