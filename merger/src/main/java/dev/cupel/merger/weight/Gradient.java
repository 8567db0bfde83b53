package dev.cupel.merger.weight;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A number that changes with depth: the values lie at equal distances from the first block to the last, and between two of
 * them it changes linearly. One value is a constant. Source: mergekit's gradients.
 *
 * @param values from 1 on, finite
 */
public record Gradient(List<Double> values) {

    private static final String SEPARATOR = ":";

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is empty or a value is not finite
     */
    public Gradient {
        values = List.copyOf(values);
        if (values.isEmpty() || !values.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("""
                    a gradient must have at least one value, all finite, but is %s.
                    Maybe a computation failed before.""".formatted(values));
        }
    }

    /** The same everywhere. */
    public static Gradient of(double value) {
        return new Gradient(List.of(value));
    }

    /** Reads values with colons between, such as {@code 0:0.5:1}. */
    static Gradient parse(String what, String text) {
        return new Gradient(
                List.of(text.split(SEPARATOR, -1)).stream().map(value -> Decimal.parse(what, value)).toList());
    }

    /** Whether it is the same everywhere. */
    public boolean constant() {
        return values.size() == 1;
    }

    /**
     * The value of one of some blocks.
     *
     * @param index which, from 0
     * @param count of how many; the only one has the first value
     */
    public double at(int index, int count) {
        double depth = count == 1 ? 0 : (double) index * (values.size() - 1) / (count - 1);
        int before = Math.min((int) depth, values.size() - 1);
        int after = Math.min(before + 1, values.size() - 1);
        double share = depth - before;
        return (1 - share) * values.get(before) + share * values.get(after);
    }

    /** The values with colons between. */
    public String text() {
        return values.stream().map(Decimal::text).collect(Collectors.joining(SEPARATOR));
    }
}
