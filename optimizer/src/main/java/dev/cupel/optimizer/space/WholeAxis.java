package dev.cupel.optimizer.space;

/**
 * A whole number within a range. Each value has a cell of the unit interval, from half a step below it to half a step above.
 *
 * @param name what the caller calls it; unique in its space
 * @param least smallest value, inclusive, at least -2^53
 * @param most largest value, inclusive, above {@code least}, at most 2^53
 * @param scale how the cells are spaced; with LOG, {@code least} is at least 1
 */
public record WholeAxis(String name, long least, long most, Scale scale) implements NumberAxis {
    private static final long EXACT = 1L << 53;

    public WholeAxis {
        Axis.checkName(name, "an axis from %s to %s".formatted(least, most));
        if (least >= most || least < -EXACT || most > EXACT) {
            throw new InvalidSpaceException("""
                    axis '%s': low must be below high and both within 2^53 of 0, but low = %s and high = %s.
                    Maybe swap the two numbers, or remove the axis and give a fixed value.""".formatted(name, least,
                    most));
        }
        if (scale == Scale.LOG && least < 1) {
            throw new InvalidSpaceException("""
                    axis '%s': a logarithmic axis of whole numbers must begin at 1 or above, but low = %s.
                    Maybe use a linear scale, or begin at 1.""".formatted(name, least));
        }
    }

    @Override
    public double low() {
        return least;
    }

    @Override
    public double high() {
        return most;
    }

    /** How many values there are. */
    public long count() {
        return most - least + 1;
    }

    @Override
    public double value(double unit) {
        double place = Math.clamp(unit, 0, 1);
        double value = switch (scale) {
            case LINEAR -> least + Math.floor(place * count());
            case LOG -> Math.rint(bottom() * Math.exp(place * Math.log(top() / bottom())));
        };
        return Math.clamp(value, least, most);
    }

    @Override
    public double unit(double value) {
        if (!(value >= least && value <= most) || value != Math.rint(value)) {
            throw new InvalidSpaceException("""
                    axis '%s': a value must be a whole number within [%s, %s], but it is %s.
                    Maybe round it, widen the range of the axis, or leave this point out.""".formatted(name, least,
                    most, value));
        }
        return place(value);
    }

    /** Of a value between two whole numbers, halfway on the border of their cells. */
    @Override
    public double place(double value) {
        return switch (scale) {
            case LINEAR -> (value - least + 0.5) / count();
            case LOG -> Math.log(value / bottom()) / Math.log(top() / bottom());
        };
    }

    /** How wide the cell of a value is, in the unit of the unit interval. */
    public double cell(double value) {
        return switch (scale) {
            case LINEAR -> 1.0 / count();
            case LOG -> place(value + 0.5) - place(value - 0.5);
        };
    }

    @Override
    public double slope(double value) {
        return switch (scale) {
            case LINEAR -> count();
            case LOG -> value * Math.log(top() / bottom());
        };
    }

    private double bottom() {
        return least - 0.5;
    }

    private double top() {
        return most + 0.5;
    }
}
