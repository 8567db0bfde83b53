package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.space.NumberAxis;
import dev.cupel.optimizer.space.RealAxis;
import dev.cupel.optimizer.space.Scale;

/**
 * A fixed value, or a range that is searched.
 *
 * @param low  the smallest value, inclusive
 * @param high the largest value, inclusive; the same as low for a fixed value
 * @param scale whether equal steps or equal ratios are alike
 */
public record Extent(double low, double high, Scale scale) {

    /** Checks that the range is not upside down. */
    public Extent {
        if (!(low <= high)) {
            throw new IllegalArgumentException("""
                    a range must not be upside down, but low = %s and high = %s.
                    Swap the two numbers.""".formatted(low, high));
        }
    }

    /** With equal steps. */
    public Extent(double low, double high) {
        this(low, high, Scale.LINEAR);
    }

    /** The same on another scale. */
    Extent on(Scale other) {
        return new Extent(low, high, other);
    }

    /** Its axis, if it is searched. */
    NumberAxis axis(String name) {
        return new RealAxis(name, low, high, scale);
    }

    /** A fixed value. */
    public static Extent of(double value) {
        return new Extent(value, value);
    }

    /** Whether there is nothing to search. */
    public boolean fixed() {
        return low == high;
    }
}
