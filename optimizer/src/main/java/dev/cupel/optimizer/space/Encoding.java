package dev.cupel.optimizer.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The features of points, between which a kernel can measure distances: a number is one feature, its place in the unit interval;
 * a choice is one feature for each option, 1 for the chosen one and 0 for the others, so that all options are equally
 * far apart. A choice that does not count is 0 throughout.
 *
 * <pre>
 * D    number of axes
 * F    number of features
 * </pre>
 */
public final class Encoding {
    /** Of a whole number with more values than this only some are neighbours. */
    private static final int ALL_VALUES = 16;

    private final Space space;
    private final int[] starts;
    private final boolean identity;
    private final int studies;

    private Encoding(Space space, int studies) {
        this.space = space;
        this.studies = studies;
        this.starts = new int[space.dimension() + 1];
        for (int j = 0; j < space.dimension(); j++) {
            starts[j + 1] = starts[j] + width(space.axes().get(j));
        }
        this.identity = studies == 0 && space.axes().stream().allMatch(RealAxis.class::isInstance)
                && space.conditions().isEmpty();
    }

    /** The features of a space. */
    public static Encoding of(Space space) {
        return new Encoding(space, 0);
    }

    /**
     * The features of a space in which earlier searches were made: one more feature for each of them, 0 for its own points and 1 for all
     * others, so that a kernel can learn how much it tells.
     *
     * @param studies how many earlier searches, at least 0
     */
    public static Encoding of(Space space, int studies) {
        return new Encoding(space, studies);
    }

    private static int width(Axis axis) {
        return switch (axis) {
            case NumberAxis _ -> 1;
            case ChoiceAxis choice -> choice.options().size();
        };
    }

    /** The number of features, F. */
    public int dimension() {
        return ownDimension() + studies;
    }

    /** The number of features that belong to axes; they come first. */
    public int ownDimension() {
        return starts[space.dimension()];
    }

    /** The number of axes, D. */
    public int axes() {
        return space.dimension();
    }

    /** Whether features and points are the same: there is no earlier search, and all axes are real numbers that count everywhere. */
    public boolean identity() {
        return identity;
    }

    /** Whether constraints hold everywhere, as there are none. */
    public boolean unconstrained() {
        return space.constraints().isEmpty();
    }

    /** The axis that a feature belongs to, as an index. */
    public int axis(int feature) {
        int at = Arrays.binarySearch(starts, feature);
        return at >= 0 ? at : -at - 2;
    }

    /**
     * The features of a point of the present search.
     *
     * @param point in the unit cube, snapped, shape (D)
     * @return shape (F)
     */
    public double[] encoded(double[] point) {
        if (identity) {
            return point.clone();
        }
        double[] features = new double[dimension()];
        Arrays.fill(features, ownDimension(), dimension(), 1);
        boolean[] counting = space.counting(point);
        for (int j = 0; j < point.length; j++) {
            if (!(space.axes().get(j) instanceof ChoiceAxis choice)) {
                features[starts[j]] = point[j];
            } else if (counting[j]) {
                features[starts[j] + (int) choice.value(point[j])] = 1;
            }
        }
        return features;
    }

    /**
     * The features of a point of an earlier search.
     *
     * @param point as above
     * @param study which of them, from 0 on
     */
    public double[] earlier(double[] point, int study) {
        double[] features = encoded(point);
        features[ownDimension() + study] = 0;
        return features;
    }

    /**
     * The point that features are nearest to; of a choice, the option with the largest one.
     *
     * @param features shape (F)
     * @return in the unit cube, snapped, shape (D)
     */
    public double[] decoded(double[] features) {
        if (identity) {
            return features.clone();
        }
        double[] point = new double[space.dimension()];
        for (int j = 0; j < point.length; j++) {
            point[j] = switch (space.axes().get(j)) {
                case NumberAxis _ -> features[starts[j]];
                case ChoiceAxis choice -> choice.unit(largest(features, starts[j], starts[j + 1]));
            };
        }
        return space.snapped(point);
    }

    private static int largest(double[] features, int from, int to) {
        int largest = from;
        for (int f = from; f < to; f++) {
            largest = features[f] > features[largest] ? f : largest;
        }
        return largest - from;
    }

    /** The nearest features of a point of the space where the constraints hold. */
    public double[] admissible(double[] features) {
        return identity && unconstrained() ? features : encoded(space.admissible(decoded(features)));
    }

    /**
     * The features of a point that is spread over a box of features; choices are not bound by it.
     *
     * @param unit where in the box, shape (D), each in [0, 1]
     * @param low lower corner of the box, shape (F)
     * @param high upper corner, shape (F)
     */
    public double[] spread(double[] unit, double[] low, double[] high) {
        double[] point = new double[unit.length];
        for (int j = 0; j < point.length; j++) {
            int f = starts[j];
            point[j] = space.axes().get(j) instanceof ChoiceAxis ? unit[j] : low[f] + unit[j] * (high[f] - low[f]);
        }
        return identity && unconstrained() ? point : encoded(space.admissible(point));
    }

    /** The nearest features within a box that differ in numbers alone, and where the constraints hold. */
    public double[] nearest(double[] features, double[] low, double[] high) {
        double[] point = new double[space.dimension()];
        double[] pointLow = new double[point.length];
        double[] pointHigh = new double[point.length];
        for (int j = 0; j < point.length; j++) {
            point[j] = features[starts[j]];
            pointLow[j] = low[starts[j]];
            pointHigh[j] = high[starts[j]];
        }
        double[] moved = space.nearest(point, pointLow, pointHigh);
        double[] nearest = features.clone();
        for (int j = 0; j < point.length; j++) {
            nearest[starts[j]] = moved[j];
        }
        return nearest;
    }

    /** The first feature of an axis. */
    public int feature(int axis) {
        return starts[axis];
    }

    /** Which axes count at a place, shape (D). */
    public boolean[] counting(double[] features) {
        return space.counting(decoded(features));
    }

    /** Which features can change a little at this place: those of real axes that count. */
    public boolean[] continuous(double[] features) {
        boolean[] continuous = new boolean[dimension()];
        boolean[] counting = space.counting(decoded(features));
        for (int j = 0; j < counting.length; j++) {
            if (space.axes().get(j) instanceof RealAxis) {
                continuous[starts[j]] = counting[j];
            }
        }
        return continuous;
    }

    /** Everything that differs from here in one choice or whole number. */
    public List<double[]> neighbours(double[] features) {
        List<double[]> neighbours = new ArrayList<>();
        double[] point = decoded(features);
        boolean[] counting = space.counting(point);
        for (int j = 0; j < point.length; j++) {
            Axis axis = space.axes().get(j);
            if (counting[j] && !(axis instanceof RealAxis)) {
                double value = axis.value(point[j]);
                for (double other : others(axis, value)) {
                    double[] moved = point.clone();
                    moved[j] = axis.unit(other);
                    neighbours.add(encoded(space.snapped(moved)));
                }
            }
        }
        return neighbours;
    }

    private static List<Double> others(Axis axis, double value) {
        List<Double> others = new ArrayList<>();
        if (axis.high() - axis.low() < ALL_VALUES || axis instanceof ChoiceAxis) {
            for (double other = axis.low(); other <= axis.high(); other++) {
                others.add(other);
            }
        } else {
            for (double step = 1; step <= axis.high() - axis.low(); step *= 4) {
                others.add(Math.max(axis.low(), value - step));
                others.add(Math.min(axis.high(), value + step));
            }
        }
        others.removeIf(other -> other == value);
        return others;
    }

    /** The same with one choice or whole number drawn anew; unchanged if there is none. */
    public double[] mutated(double[] features, RandomGenerator random) {
        double[] point = decoded(features);
        int[] discrete = IntStream.range(0, point.length)
                .filter(j -> !(space.axes().get(j) instanceof RealAxis)).toArray();
        if (discrete.length == 0) {
            return features;
        }
        point[discrete[random.nextInt(discrete.length)]] = random.nextDouble();
        return encoded(space.snapped(point));
    }
}
