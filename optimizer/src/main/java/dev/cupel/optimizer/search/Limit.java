package dev.cupel.optimizer.search;

/**
 * What must hold of a measure for a point to be of use, such as a share of broken pictures that is at most 0.1. Whether it
 * holds is only known after an evaluation, and the search learns where it does.
 *
 * @param name what is measured; each outcome tells it under this name
 * @param least the smallest value of use, inclusive, below {@code most}; −∞ for any
 * @param most the largest value of use, inclusive; ∞ for any
 */
public record Limit(String name, double least, double most) {

    public Limit {
        if (!(least < most) || Double.isInfinite(least) && Double.isInfinite(most)) {
            throw new SearchException("""
                    limit '%s': it must have at_least or at_most, the one below the other, but they are %s and %s.
                    Maybe write {at_most: 0.1}.""".formatted(name, least, most));
        }
    }

    /** A measure that must be at most a value. */
    public static Limit atMost(String name, double most) {
        return new Limit(name, Double.NEGATIVE_INFINITY, most);
    }

    /** A measure that must be at least a value. */
    public static Limit atLeast(String name, double least) {
        return new Limit(name, least, Double.POSITIVE_INFINITY);
    }

    /** How far a value is beyond the limit; 0 if it holds. */
    double excess(double value) {
        return Math.abs(value - Math.clamp(value, least, most));
    }
}
