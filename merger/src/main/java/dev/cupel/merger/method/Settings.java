package dev.cupel.merger.method;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A method's own numbers and switches, by the names that its formula uses ({@code k}, {@code vote_sgn}).
 *
 * @param values each a finite {@link Double}, a {@link Boolean}, a {@link String} or a {@code List<Double>}, in a fixed order
 */
public record Settings(Map<String, Object> values) {

    /** Of methods without any. */
    public static final Settings NONE = new Settings(Map.of());

    /**
     * Copies the values.
     *
     * @throws IllegalArgumentException if one is of another type, or not finite
     */
    public Settings {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((name, value) -> copy.put(name, checked(name, value)));
        values = Collections.unmodifiableMap(copy);
    }

    private static Object checked(String name, Object value) {
        return switch (value) {
            case Double number when Double.isFinite(number) -> number;
            case Integer number -> number.doubleValue();
            case Long number -> number.doubleValue();
            case Boolean flag -> flag;
            case String text -> text;
            case List<?> list -> numbers(name, list);
            default -> throw new IllegalArgumentException("""
                    the setting %s must be a finite number, true or false, a text or a list of numbers, but is %s.
                    Maybe a value is misspelt.""".formatted(name, value));
        };
    }

    private static List<Double> numbers(String name, List<?> list) {
        List<Double> numbers = new ArrayList<>();
        for (Object value : list) {
            if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue())) {
                throw new IllegalArgumentException("""
                        the setting %s must be a list of finite numbers, but has %s.
                        Maybe a comma is missing.""".formatted(name, value));
            }
            numbers.add(number.doubleValue());
        }
        return List.copyOf(numbers);
    }

    /** One setting. */
    public static Settings of(String name, Object value) {
        return new Settings(Map.of(name, value));
    }

    /** The same and one more, or one changed. */
    public Settings with(String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(values);
        changed.put(name, value);
        return new Settings(changed);
    }

    /** A number. */
    public double number(String name) {
        return (Double) required(name);
    }

    /** A whole number. */
    public int integer(String name) {
        return (int) number(name);
    }

    /** A switch. */
    public boolean flag(String name) {
        return (Boolean) required(name);
    }

    /** A word out of a few. */
    public String word(String name) {
        return (String) required(name);
    }

    /** Numbers, one for each model. */
    @SuppressWarnings("unchecked") // the constructor checked it
    public List<Double> numbers(String name) {
        return (List<Double>) required(name);
    }

    private Object required(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("the setting %s was not filled in".formatted(name));
        }
        return value;
    }
}
