package dev.cupel.merger.weight;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which tensors are merged; all others keep the new base's value, whatever the method. A weight of 0 would do the same for
 * {@code add_difference} only.
 *
 * @param include those that are merged; if there are none, all are
 * @param exclude those that are not merged even if they are included
 */
public record Scope(List<Selector> include, List<Selector> exclude) {

    /** All tensors are merged. */
    public static final Scope ALL = new Scope(List.of(), List.of());

    /** Copies the lists. */
    public Scope {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /**
     * Reads selectors with commas between, such as {@code VAE,IN00..IN03,*.norm*}.
     *
     * @throws IllegalArgumentException if one names no place and is no pattern
     */
    public static List<Selector> selectors(String text) {
        return Arrays.stream(text.split("[,\\s]+")).filter(word -> !word.isEmpty()).map(Selector::parse).toList();
    }

    /** Selectors as {@link #selectors} reads them. */
    public static String text(List<Selector> selectors) {
        return selectors.stream().map(Selector::text).collect(Collectors.joining(","));
    }

    /** Whether a tensor is merged. */
    public boolean merges(String tensor) {
        return (include.isEmpty() || include.stream().anyMatch(selector -> selector.selects(tensor)))
                && exclude.stream().noneMatch(selector -> selector.selects(tensor));
    }
}
