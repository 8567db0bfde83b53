package dev.cupel.optimizer.space;

import dev.cupel.optimizer.descent.Box;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The ordered axes of a search, and which points of them count. A point of the unit cube has one coordinate per axis, in this
 * order; the coordinate of an axis that does not count at the point is ½.
 *
 * @param axes at least one, at most {@link Sobol#MAX_DIMENSION}, with different names
 * @param conditions which axes count only while others have certain values; at most one for each axis
 * @param constraints what must hold of sums of axes
 */
public record Space(List<Axis> axes, List<Condition> conditions, List<Constraint> constraints) {
    private static final double DOES_NOT_COUNT = 0.5;

    public Space {
        axes = List.copyOf(axes);
        conditions = List.copyOf(conditions);
        constraints = List.copyOf(constraints);
        SpaceRules.check(axes, conditions, constraints);
        if (!constraints.isEmpty()) {
            SpaceRules.checkNotEmpty(polytope(axes, constraints), axes.size());
        }
    }

    /** A space of these axes, all of which count everywhere. */
    public Space(List<Axis> axes) {
        this(axes, List.of(), List.of());
    }

    /** A space of these axes, all of which count everywhere. */
    public static Space of(Axis... axes) {
        return new Space(List.of(axes));
    }

    /** The number of axes, D. */
    public int dimension() {
        return axes.size();
    }

    /** The axis of a name. */
    public Optional<Axis> axis(String name) {
        return axes.stream().filter(axis -> axis.name().equals(name)).findFirst();
    }

    /**
     * The values of a point by the names of the axes that count there, in their order.
     *
     * @param point in the unit cube, shape (D)
     */
    public Map<String, Double> values(double[] point) {
        double[] checked = checked(point);
        boolean[] counting = counting(checked);
        Map<String, Double> values = new LinkedHashMap<>();
        for (int j = 0; j < axes.size(); j++) {
            if (counting[j]) {
                values.put(axes.get(j).name(), axes.get(j).value(checked[j]));
            }
        }
        return Collections.unmodifiableMap(values);
    }

    /**
     * The point of the unit cube that has these values.
     *
     * @param values one value for every axis that counts; other names are an error
     * @return shape (D)
     */
    public double[] point(Map<String, Double> values) {
        double[] point = new double[axes.size()];
        for (int j = 0; j < point.length; j++) {
            Axis axis = axes.get(j);
            Double value = values.get(axis.name());
            point[j] = value == null ? DOES_NOT_COUNT : axis.unit(value);
        }
        boolean[] counting = counting(point);
        for (int j = 0; j < point.length; j++) {
            if (counting[j] && !values.containsKey(axes.get(j).name())) {
                throw new InvalidSpaceException("""
                        space: every axis needs a value, but '%s' has none.
                        Maybe add it: its range is [%s, %s].""".formatted(axes.get(j).name(), axes.get(j).low(),
                        axes.get(j).high()));
            }
        }
        checkNames(values, counting);
        return point;
    }

    private void checkNames(Map<String, Double> values, boolean[] counting) {
        List<String> names = IntStream.range(0, counting.length).filter(j -> counting[j])
                .mapToObj(j -> axes.get(j).name()).toList();
        for (String name : values.keySet()) {
            if (!names.contains(name)) {
                throw new InvalidSpaceException("""
                        space: it has no axis '%s' here; its axes are %s.
                        Maybe the setting is fixed, or counts only with another choice: then leave it out."""
                        .formatted(name, names));
            }
        }
    }

    /**
     * A copy of the point.
     *
     * @throws InvalidSpaceException if it is not in the unit cube of this space
     */
    public double[] checked(double[] point) {
        if (point.length != axes.size()) {
            throw new InvalidSpaceException("""
                    space: a point must have %s coordinates, one for each axis, but it has %s.
                    Maybe it belongs to another space.""".formatted(axes.size(), point.length));
        }
        for (int j = 0; j < point.length; j++) {
            if (!(point[j] >= 0 && point[j] <= 1)) {
                throw new InvalidSpaceException("""
                        axis '%s': a coordinate of the unit cube must be within [0, 1], but it is %s.
                        Maybe it is a value: convert it with Space.point.""".formatted(axes.get(j).name(), point[j]));
            }
        }
        return point.clone();
    }

    /**
     * Which axes count at a point.
     *
     * @param point in the unit cube, shape (D)
     * @return shape (D)
     */
    public boolean[] counting(double[] point) {
        boolean[] counting = new boolean[axes.size()];
        Arrays.fill(counting, true);
        for (int j = 0; j < counting.length; j++) {
            for (Condition condition : conditions) {
                if (condition.axis().equals(axes.get(j).name())) {
                    int parent = index(condition.parent());
                    counting[j] &= counting[parent]
                            && condition.values().contains(axes.get(parent).value(point[parent]));
                }
            }
        }
        return counting;
    }

    /** Of a value for every axis, those that count. */
    public Map<String, Double> counting(Map<String, Double> all) {
        boolean[] counting = counting(axes.stream().mapToDouble(axis -> axis.unit(all.get(axis.name()))).toArray());
        Map<String, Double> values = new LinkedHashMap<>();
        for (int j = 0; j < counting.length; j++) {
            if (counting[j]) {
                values.put(axes.get(j).name(), all.get(axes.get(j).name()));
            }
        }
        return Collections.unmodifiableMap(values);
    }

    /** The same place with each coordinate at the centre of its cell, and ½ where the axis does not count. */
    public double[] snapped(double[] point) {
        double[] snapped = new double[point.length];
        boolean[] counting = counting(point);
        for (int j = 0; j < point.length; j++) {
            snapped[j] = counting[j] ? axes.get(j).snapped(point[j]) : DOES_NOT_COUNT;
        }
        return snapped;
    }

    /** Whether the constraints hold at a point, up to rounding. */
    public boolean feasible(double[] point) {
        return constraints.isEmpty() || polytope(axes, constraints).contains(point);
    }

    /** The nearest place that is snapped and where the constraints hold; the point itself if it is such. */
    public double[] admissible(double[] point) {
        double[] snapped = snapped(point);
        if (feasible(snapped)) {
            return snapped;
        }
        double[] high = new double[snapped.length];
        Arrays.fill(high, 1);
        return nearest(snapped, new double[snapped.length], high);
    }

    /**
     * The nearest point of a box where the constraints hold; if they hold nowhere in it, its nearest point.
     *
     * @param low lower corner of the box in the unit cube, shape (D)
     * @param high upper corner, shape (D)
     */
    public double[] nearest(double[] point, double[] low, double[] high) {
        return polytope(axes, constraints).nearest(point, low, high)
                .orElseGet(() -> new Box(low, high).clamp(point));
    }

    /** The constraints on places instead of values: as the axes are linear, they stay linear. */
    private static Polytope polytope(List<Axis> axes, List<Constraint> constraints) {
        List<Polytope.Row> rows = new ArrayList<>();
        for (Constraint constraint : constraints) {
            double[] a = new double[axes.size()];
            double shift = 0;
            for (int j = 0; j < a.length; j++) {
                double factor = constraint.factors().getOrDefault(axes.get(j).name(), 0.0);
                a[j] = factor * (axes.get(j).high() - axes.get(j).low());
                shift += factor * axes.get(j).low();
            }
            rows.add(new Polytope.Row(a, constraint.low() - shift, constraint.high() - shift));
        }
        return new Polytope(rows);
    }

    private int index(String name) {
        return IntStream.range(0, axes.size()).filter(j -> axes.get(j).name().equals(name)).findFirst().orElseThrow();
    }
}
