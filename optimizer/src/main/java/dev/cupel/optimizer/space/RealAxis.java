package dev.cupel.optimizer.space;

/**
 * A number within a range.
 *
 * @param name what the caller calls it; unique in its space
 * @param low smallest value, inclusive, finite
 * @param high largest value, inclusive, finite, above {@code low}
 * @param scale how the values are spaced
 */
public record RealAxis(String name, double low, double high, Scale scale) implements NumberAxis {
    private static final double MOST_RATIO = 1e300;

    public RealAxis {
        Axis.checkName(name, "an axis from %s to %s".formatted(low, high));
        if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new InvalidSpaceException("""
                    axis '%s': low must be below high and both finite, but low = %s and high = %s.
                    Maybe swap the two numbers, or remove the axis and give a fixed value.""".formatted(name, low,
                    high));
        }
        if (scale == Scale.LOG && low <= 0) {
            throw new InvalidSpaceException("""
                    axis '%s': a logarithmic axis must be above 0, but low = %s.
                    Maybe use a linear scale, or a small positive number.""".formatted(name, low));
        }
        if (scale == Scale.LOG && !(high / low <= MOST_RATIO)) {
            throw new InvalidSpaceException("""
                    axis '%s': on a logarithmic axis high must be at most %s times low, but they are %s and %s.
                    Maybe begin at a larger number.""".formatted(name, MOST_RATIO, low, high));
        }
    }

    @Override
    public double value(double unit) {
        if (unit <= 0) {
            return low;
        }
        if (unit >= 1) {
            return high;
        }
        double value = switch (scale) {
            case LINEAR -> low + unit * (high - low);
            case LOG -> low * Math.exp(unit * Math.log(high / low));
        };
        // rounding may step over an end by one unit in the last place
        return Math.clamp(value, low, high);
    }

    @Override
    public double unit(double value) {
        if (!(value >= low && value <= high)) {
            throw new InvalidSpaceException("""
                    axis '%s': a value must be within [%s, %s], but it is %s.
                    Maybe widen the range of the axis, or leave this point out.""".formatted(name, low, high, value));
        }
        double unit = switch (scale) {
            case LINEAR -> (value - low) / (high - low);
            case LOG -> Math.log(value / low) / Math.log(high / low);
        };
        return Math.clamp(unit, 0, 1);
    }

    @Override
    public double place(double value) {
        return unit(value);
    }

    @Override
    public double slope(double value) {
        return switch (scale) {
            case LINEAR -> high - low;
            case LOG -> value * Math.log(high / low);
        };
    }
}
