package dev.cupel.optimizer.experiment;

/**
 * A fixed value, or a range that is searched.
 *
 * @param low  the smallest value, inclusive
 * @param high the largest value, inclusive; the same as low for a fixed value
 */
public record Extent(double low, double high) {

    /** Checks that the range is not upside down. */
    public Extent {
        if (!(low <= high)) {
            throw new IllegalArgumentException("""
                    a range must not be upside down, but low = %s and high = %s.
                    Swap the two numbers.""".formatted(low, high));
        }
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
