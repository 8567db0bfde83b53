package dev.cupel.optimizer.space;

import java.util.HashSet;
import java.util.List;

/**
 * One of several options without an order. Its value is the index of the option; each has an equal cell of the unit interval.
 *
 * @param name what the caller calls it; unique in its space
 * @param options at least two, with different names
 */
public record ChoiceAxis(String name, List<String> options) implements Axis {

    public ChoiceAxis {
        options = List.copyOf(options);
        Axis.checkName(name, "a choice of " + options);
        if (options.size() < 2 || new HashSet<>(options).size() < options.size()) {
            throw new InvalidSpaceException("""
                    axis '%s': it must have at least two options, all different, but they are %s.
                    Maybe remove what is there twice, or give a fixed value.""".formatted(name, options));
        }
    }

    @Override
    public double low() {
        return 0;
    }

    @Override
    public double high() {
        return options.size() - 1.0;
    }

    /** The option of a value. */
    public String option(double value) {
        return options.get((int) value);
    }

    /**
     * The value of an option.
     *
     * @throws InvalidSpaceException if there is no such option
     */
    public double value(String option) {
        int index = options.indexOf(option);
        if (index < 0) {
            throw new InvalidSpaceException("""
                    axis '%s': a value must be one of %s, but it is %s.
                    Maybe it is misspelt, or the option was removed.""".formatted(name, options, option));
        }
        return index;
    }

    @Override
    public double value(double unit) {
        return Math.min(Math.floor(Math.clamp(unit, 0, 1) * options.size()), high());
    }

    @Override
    public double unit(double value) {
        if (!(value >= 0 && value <= high()) || value != Math.rint(value)) {
            throw new InvalidSpaceException("""
                    axis '%s': a value must be the index of one of its %s options, but it is %s.
                    Maybe it belongs to another space.""".formatted(name, options.size(), value));
        }
        return (value + 0.5) / options.size();
    }
}
