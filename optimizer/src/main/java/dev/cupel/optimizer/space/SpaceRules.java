package dev.cupel.optimizer.space;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold of the parts of a space together. */
final class SpaceRules {

    private SpaceRules() {}

    static void check(List<Axis> axes, List<Condition> conditions, List<Constraint> constraints) {
        if (axes.isEmpty() || axes.size() > Sobol.MAX_DIMENSION) {
            throw new InvalidSpaceException("""
                    space: it must have from 1 to %s axes, but it has %s.
                    Maybe %s.""".formatted(Sobol.MAX_DIMENSION, axes.size(), axes.isEmpty()
                    ? "give a setting a range, such as x: [0, 1]"
                    : "let several settings share one axis"));
        }
        Map<String, Axis> before = new HashMap<>();
        for (Axis axis : axes) {
            conditions.stream().filter(condition -> condition.axis().equals(axis.name()))
                    .forEach(condition -> checkParent(condition, before));
            if (before.put(axis.name(), axis) != null) {
                throw new InvalidSpaceException("""
                        space: the names of its axes must differ, but '%s' is there twice.
                        Maybe remove one of the two.""".formatted(axis.name()));
            }
        }
        checkConditions(conditions, before);
        Set<String> conditional = new HashSet<>(conditions.stream().map(Condition::axis).toList());
        constraints.forEach(constraint -> checkFactors(constraint, before, conditional));
    }

    private static void checkParent(Condition condition, Map<String, Axis> before) {
        Axis parent = before.get(condition.parent());
        if (parent == null || parent instanceof RealAxis) {
            throw new InvalidSpaceException("""
                    axis '%s': it can only depend on a choice or a whole number before it, but '%s' is none.
                    Maybe move the axis below the one that it depends on.""".formatted(condition.axis(),
                    condition.parent()));
        }
        condition.values().forEach(parent::unit);
    }

    private static void checkConditions(List<Condition> conditions, Map<String, Axis> axes) {
        Set<String> conditional = new HashSet<>();
        for (Condition condition : conditions) {
            if (!axes.containsKey(condition.axis()) || !conditional.add(condition.axis())) {
                throw new InvalidSpaceException("""
                        space: a condition must be on an axis of the space, at most one on each, but it is on '%s'.
                        Maybe put all values of the parent into one condition.""".formatted(condition.axis()));
            }
        }
    }

    private static void checkFactors(Constraint constraint, Map<String, Axis> axes, Set<String> conditional) {
        for (String name : constraint.factors().keySet()) {
            boolean linear = axes.get(name) instanceof RealAxis real && real.scale() == Scale.LINEAR;
            if (!linear || conditional.contains(name)) {
                throw new InvalidSpaceException(
                        """
                                constraint on %s: its axes must be linear, of real numbers and without a condition, but '%s' is not.
                                Maybe leave it out of the constraint, or make it such an axis."""
                                .formatted(constraint.factors().keySet(), name));
            }
        }
    }

    static void checkNotEmpty(Polytope polytope, int dimension) {
        double[] centre = new double[dimension];
        Arrays.fill(centre, 0.5);
        double[] high = new double[dimension];
        Arrays.fill(high, 1);
        if (polytope.nearest(centre, new double[dimension], high).isEmpty()) {
            throw new InvalidSpaceException("""
                    space: some point must satisfy all constraints, but none does.
                    Maybe a sum is out of reach of the ranges of its axes.""");
        }
    }
}
