package dev.cupel.optimizer.space;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ordered axes of a search. A point of the unit cube has one coordinate per axis, in this order.
 *
 * @param axes at least one, at most {@link Sobol#MAX_DIMENSION}, with different names
 */
public record Space(List<Axis> axes) {

    public Space {
        axes = List.copyOf(axes);
        if (axes.isEmpty() || axes.size() > Sobol.MAX_DIMENSION) {
            throw new InvalidSpaceException("""
                    space: it must have from 1 to %s axes, but it has %s.
                    Maybe give a range to a setting that is fixed, or let several settings share one axis.""".formatted(
                    Sobol.MAX_DIMENSION, axes.size()));
        }
        Set<String> names = new HashSet<>();
        for (Axis axis : axes) {
            if (!names.add(axis.name())) {
                throw new InvalidSpaceException("""
                        space: the names of its axes must differ, but '%s' is there twice.
                        Maybe remove one of the two.""".formatted(axis.name()));
            }
        }
    }

    /** A space of these axes. */
    public static Space of(Axis... axes) {
        return new Space(List.of(axes));
    }

    /** The number of axes, D. */
    public int dimension() {
        return axes.size();
    }

    /**
     * The values of a point by the names of the axes, in their order.
     *
     * @param point in the unit cube, shape (D)
     */
    public Map<String, Double> values(double[] point) {
        double[] checked = checked(point);
        Map<String, Double> values = new LinkedHashMap<>();
        for (int j = 0; j < axes.size(); j++) {
            values.put(axes.get(j).name(), axes.get(j).value(checked[j]));
        }
        return Collections.unmodifiableMap(values);
    }

    /**
     * The point of the unit cube that has these values.
     *
     * @param values one value for every axis; other names are an error
     * @return shape (D)
     */
    public double[] point(Map<String, Double> values) {
        for (String name : values.keySet()) {
            if (axes.stream().noneMatch(axis -> axis.name().equals(name))) {
                throw new InvalidSpaceException("""
                        space: it has no axis '%s'; its axes are %s.
                        Maybe the setting is fixed: then leave it out.""".formatted(name, names()));
            }
        }
        double[] point = new double[axes.size()];
        for (int j = 0; j < point.length; j++) {
            Double value = values.get(axes.get(j).name());
            if (value == null) {
                throw new InvalidSpaceException("""
                        space: every axis needs a value, but '%s' has none.
                        Maybe add it: its range is [%s, %s].""".formatted(axes.get(j).name(), axes.get(j).low(),
                        axes.get(j).high()));
            }
            point[j] = axes.get(j).unit(value);
        }
        return point;
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

    private List<String> names() {
        return axes.stream().map(Axis::name).toList();
    }
}
