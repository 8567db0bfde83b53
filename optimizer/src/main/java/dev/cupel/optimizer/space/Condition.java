package dev.cupel.optimizer.space;

import java.util.Set;
import java.util.TreeSet;

/**
 * An axis that counts only while another one has certain values, such as the options of a method while it is chosen.
 *
 * @param axis the name of the axis that counts or not
 * @param parent the name of the axis that decides; a choice or a whole number, before {@code axis} in the space
 * @param values those of the parent with which {@code axis} counts; at least one
 */
public record Condition(String axis, String parent, Set<Double> values) {

    public Condition {
        values = Set.copyOf(values);
        if (values.isEmpty()) {
            throw new InvalidSpaceException("""
                    axis '%s': the condition on '%s' must name at least one value, but names none.
                    Maybe remove the axis.""".formatted(axis, parent));
        }
    }

    @Override
    public String toString() {
        return axis + " when " + parent + " is one of " + new TreeSet<>(values);
    }
}
