package dev.cupel.optimizer.space;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds of a weighted sum of axes: low ≤ Σ factor × value ≤ high.
 *
 * @param factors by the names of the axes; these are linear axes of real numbers that always count
 * @param low smallest sum, inclusive; may be -∞
 * @param high largest sum, inclusive; may be +∞; the same as low for an exact sum
 */
public record Constraint(Map<String, Double> factors, double low, double high) {

    public Constraint {
        factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
        if (factors.isEmpty() || !factors.values().stream().allMatch(f -> Double.isFinite(f) && f != 0)) {
            throw new InvalidSpaceException("""
                    constraint: it must have at least one axis, each with a finite factor that is not 0, but has %s.
                    Maybe leave out the axes that do not count.""".formatted(factors));
        }
        if (!(low <= high) || low == Double.POSITIVE_INFINITY || high == Double.NEGATIVE_INFINITY) {
            throw new InvalidSpaceException("""
                    constraint on %s: low must not be above high, but low = %s and high = %s.
                    Maybe swap the two numbers.""".formatted(factors.keySet(), low, high));
        }
    }
}
