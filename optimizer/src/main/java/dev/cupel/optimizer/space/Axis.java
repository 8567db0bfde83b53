package dev.cupel.optimizer.space;

import java.util.List;

/**
 * One thing that the search may choose. Its value is a number: that of a choice is the index of the option.
 *
 * <p>Everything that chooses points sees the unit interval; each axis maps it to its values.
 */
public sealed interface Axis permits NumberAxis, ChoiceAxis {

    /** What the caller calls it; unique in its space. */
    String name();

    /** The smallest value, inclusive. */
    double low();

    /** The largest value, inclusive. */
    double high();

    /** An axis with equal steps. */
    static Axis linear(String name, double low, double high) {
        return new RealAxis(name, low, high, Scale.LINEAR);
    }

    /** An axis with equal ratios. */
    static Axis log(String name, double low, double high) {
        return new RealAxis(name, low, high, Scale.LOG);
    }

    /** An axis of whole numbers with equal steps. */
    static Axis whole(String name, long low, long high) {
        return new WholeAxis(name, low, high, Scale.LINEAR);
    }

    /** An axis of options without an order. */
    static Axis choice(String name, String... options) {
        return new ChoiceAxis(name, List.of(options));
    }

    /**
     * The value at a place of the unit interval.
     *
     * @param unit in [0, 1]; 0 gives exactly {@link #low} and 1 exactly {@link #high}
     */
    double value(double unit);

    /**
     * The place of a value in the unit interval; of a value that is one of few, the centre of its cell.
     *
     * @throws InvalidSpaceException if the value is not one of the axis
     */
    double unit(double value);

    /** The place of the value at a place: the same place if every place has a value of its own. */
    default double snapped(double unit) {
        return switch (this) {
            case RealAxis _ -> unit;
            case WholeAxis whole -> whole.unit(whole.value(unit));
            case ChoiceAxis choice -> choice.unit(choice.value(unit));
        };
    }

    /** Checks a name; the rest says what is named. */
    static void checkName(String name, String what) {
        if (name.isBlank()) {
            throw new InvalidSpaceException("""
                    %s: its name must not be blank.
                    Maybe give it the name of the setting that it changes.""".formatted(what));
        }
    }
}
