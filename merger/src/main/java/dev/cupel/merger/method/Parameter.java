package dev.cupel.merger.method;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A setting that a method has.
 *
 * @param name the name in the specification, for example {@code k}
 * @param kind what it may be
 * @param standard its value where none is given
 * @param meaning what it does, a few words for the help
 */
public record Parameter(String name, Kind kind, Object standard, String meaning) {

    /** What a setting may be. */
    public sealed interface Kind {

        /** A number from low to high, both included. */
        record Range(double low, double high) implements Kind {}

        /** A whole number from low to high, both included. */
        record Whole(double low, double high) implements Kind {}

        /** True or false. */
        record Flag() implements Kind {}

        /** One of some words. */
        record Choice(List<String> words) implements Kind {}

        /** A list of numbers, one for each model; empty for 1 each. */
        record Numbers() implements Kind {}
    }

    /** A number from low to high, both included. */
    public static Parameter number(String name, double standard, double low, double high, String meaning) {
        return new Parameter(name, new Kind.Range(low, high), standard, meaning);
    }

    /** A whole number from low to high, both included. */
    public static Parameter whole(String name, double standard, double low, double high, String meaning) {
        return new Parameter(name, new Kind.Whole(low, high), standard, meaning);
    }

    /** True or false. */
    public static Parameter flag(String name, boolean standard, String meaning) {
        return new Parameter(name, new Kind.Flag(), standard, meaning);
    }

    /** One of some words, the first unless said. */
    public static Parameter choice(String name, List<String> words, String meaning) {
        return new Parameter(name, new Kind.Choice(List.copyOf(words)), words.getFirst(), meaning);
    }

    /** A number for each model, 1 unless said. */
    public static Parameter numbers(String name, String meaning) {
        return new Parameter(name, new Kind.Numbers(), List.of(), meaning);
    }

    /**
     * Reads a value as it is written on a command line: {@code 0.35}, {@code true}, {@code 0.5,0.5}.
     *
     * @throws IllegalArgumentException if it breaks the rule
     */
    public Object parse(String text) {
        return check(switch (kind) {
            case Kind.Range _,Kind.Whole _ -> parsed(text);
            case Kind.Flag _ -> text.equals("true") ? true : text.equals("false") ? false : text;
            case Kind.Choice _ -> text;
            case Kind.Numbers _ -> Arrays.stream(text.split(",", -1)).map(this::parsed).toList();
        });
    }

    private Object parsed(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return text;
        }
    }

    /**
     * Checks a value.
     *
     * @return the value as {@link Settings} keep it
     * @throws IllegalArgumentException if it breaks the rule
     */
    public Object check(Object value) {
        boolean fits = switch (kind) {
            case Kind.Range(double low, double high) -> within(value, low, high);
            case Kind.Whole(double low, double high) -> within(value, low, high)
                    && ((Number) value).doubleValue() == Math.rint(((Number) value).doubleValue());
            case Kind.Flag _ -> value instanceof Boolean;
            case Kind.Choice(List<String> words) -> value instanceof String word && words.contains(word);
            case Kind.Numbers _ -> value instanceof List<?> list && list.stream().allMatch(n -> within(n, null, null));
        };
        if (!fits) {
            throw new IllegalArgumentException("""
                    the setting %s must be %s, but is %s.
                    Maybe leave it out: it then is %s.""".formatted(name, rule(), value, standard));
        }
        return value instanceof Number number ? (Object) number.doubleValue() : value;
    }

    private static boolean within(Object value, @Nullable Double low, @Nullable Double high) {
        return value instanceof Number number && Double.isFinite(number.doubleValue())
                && (low == null || number.doubleValue() >= low) && (high == null || number.doubleValue() <= high);
    }

    /** What it may be, in words. */
    public String rule() {
        return switch (kind) {
            case Kind.Range(double low, double high) -> "a number from %s to %s".formatted(low, high);
            case Kind.Whole(double low, double high) -> "a whole number from %.0f to %.0f".formatted(low, high);
            case Kind.Flag _ -> "true or false";
            case Kind.Choice(List<String> words) -> "one of " + String.join(", ", words);
            case Kind.Numbers _ -> "numbers with commas between, one for each model";
        };
    }
}
