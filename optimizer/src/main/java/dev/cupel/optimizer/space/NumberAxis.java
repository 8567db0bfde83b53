package dev.cupel.optimizer.space;

/** An axis whose values have an order and distances. */
public sealed interface NumberAxis extends Axis permits RealAxis, WholeAxis {

    /** How the values are spaced. */
    Scale scale();

    /** Where a value lies in the unit interval; it need not be one of the axis, but lies within its ends. */
    double place(double value);

    /** By how much values would differ over the whole unit interval if they did everywhere as at this one: the derivative of {@link #value}. */
    double slope(double value);
}
