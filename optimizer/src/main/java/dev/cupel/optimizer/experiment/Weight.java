package dev.cupel.optimizer.experiment;

import java.util.Map;

/**
 * A number of a merge: fixed, or an axis of the search, which several numbers may share.
 *
 * @param extent its value or range
 * @param axis   the name of its axis; without meaning if it is fixed
 */
public record Weight(Extent extent, String axis) {

    /** A number that is not searched. */
    static Weight fixed(double value) {
        return new Weight(Extent.of(value), "");
    }

    boolean fixed() {
        return extent.fixed();
    }

    /** The number at a point, given by the values of the axes. */
    double at(Map<String, Double> values) {
        return fixed() ? extent.low() : values.get(axis);
    }
}
