package dev.cupel.merger.weight;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Any of some selectors, or none of them.
 *
 * @param <S> what kind of selectors
 * @param not whether those tensors are meant that none of them selects
 * @param any the selectors; if there are none, every tensor is meant
 */
public record Selection<S extends Selector>(boolean not, List<S> any) {

    private static final String NOT = "NOT";

    /** Copies the list; not of nothing is everything. */
    public Selection {
        any = List.copyOf(any);
        not &= !any.isEmpty();
    }

    /** All tensors. */
    public static <S extends Selector> Selection<S> all() {
        return new Selection<>(false, List.of());
    }

    /**
     * Reads selectors with spaces between, perhaps with {@code NOT} before them; an empty text is all tensors.
     *
     * @param selector reads one
     * @throws IllegalArgumentException if the reader finds a word wrong
     */
    public static <S extends Selector> Selection<S> parse(String text, Function<String, S> selector) {
        List<String> words = new ArrayList<>(List.of(text.strip().split("\\s+")));
        words.remove("");
        boolean not = !words.isEmpty() && words.getFirst().equals(NOT);
        return new Selection<>(not, words.stream().skip(not ? 1 : 0).map(selector).toList());
    }

    /** Whether a tensor is meant. */
    public boolean selects(String tensor) {
        return any.isEmpty() || not != any.stream().anyMatch(selector -> selector.selects(tensor));
    }

    /** The selectors with spaces between, and {@code NOT} before them if so. */
    public String text() {
        return (not ? NOT + " " : "") + any.stream().map(Selector::text).collect(Collectors.joining(" "));
    }
}
