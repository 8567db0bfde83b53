package dev.cupel.optimizer.search;

import java.util.HashSet;
import java.util.List;

/**
 * What is looked for: high values of one objective or several, within limits. With several objectives the search looks for
 * the front: the points that no other surpasses in all of them.
 *
 * @param reference of each objective the value below which it is of no use; empty to find them from the values. How many
 *     objectives there are is the number of these, or else that of the first outcome
 * @param limits what must hold of other measures
 */
public record Goal(List<Double> reference, List<Limit> limits) {
    /** The highest values, without limits. */
    public static final Goal HIGHEST = new Goal(List.of(), List.of());

    public Goal {
        reference = List.copyOf(reference);
        limits = List.copyOf(limits);
        if (reference.size() == 1 || !reference.stream().allMatch(Double::isFinite)) {
            throw new SearchException("""
                    reference: it must be finite values of two objectives or more, but it is %s.
                    Maybe leave it out: then it is found from the values.""".formatted(reference));
        }
        if (new HashSet<>(limits.stream().map(Limit::name).toList()).size() < limits.size()) {
            throw new SearchException("""
                    limits: each must be on a measure of its own, but they are on %s.
                    Maybe write at_least and at_most together.""".formatted(limits.stream().map(Limit::name).toList()));
        }
    }

    /** The highest values within limits. */
    public static Goal within(Limit... limits) {
        return new Goal(List.of(), List.of(limits));
    }
}
