package dev.cupel.merger.weight;

/** Names tensors: by their place in the model, or by a pattern of their name. */
public sealed interface Selector permits Place, NamePattern {

    /** Whether a tensor, given by its name in the Stable Diffusion 1.x layout, is one of those meant. */
    boolean selects(String tensor);

    /** How it is written; {@link #parse} reads it back. */
    String text();

    /**
     * Reads a place, which is written in capitals, or else a pattern.
     *
     * @throws IllegalArgumentException if there is no such place, or a pattern has a character that it must not
     */
    static Selector parse(String text) {
        return text.matches("[A-Z][A-Z0-9_.-]*") ? Place.parse(text) : new NamePattern(text);
    }
}
