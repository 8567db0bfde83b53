package dev.cupel.evaluator.objective;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A raw number that one picture (or one pair, with and without a LoRA) gives. Higher is better, but for the
 * {@linkplain Traits traits}: of these neither high nor low is.
 */
public enum Measure {
    /** Cosine between the embeddings of this picture and the tuned model's of the same prompt and seed, -1 to 1. */
    LIKENESS,
    /** Structural similarity of the brightness of the same two pictures, -1 to 1. */
    STRUCTURE,
    /** How far the colours of the same two pictures agree, wherever they are, 0 to 1. */
    PALETTE,
    /** Mean over the prompt's known phrases of the log-probability of the caption among its foils, at most 0. */
    COMPOSITION,
    /** Mean over the faults of the log-odds of the caption against the caption with the fault. */
    ANATOMY,
    /** As composition, of the phrases that only the new base knows. */
    NEW_CONCEPTS,
    /** How far a LoRA moves the embedding the way in which it moves the tuned model's; at most as far as that. */
    LORA_SHIFT,
    /** How much of the composition the LoRA leaves, in comparison with the tuned model, 0 to 1. */
    LORA_KEPT,
    /** Mean saturation, 0 to 1. */
    SATURATION,
    /** Colourfulness by Hasler and Süsstrunk. */
    COLOURFULNESS,
    /** Standard deviation of the brightness. */
    CONTRAST,
    /** Share of pixels with a channel at its end. */
    CLIPPED,
    /** Variance of the brightness's Laplacian. */
    SHARPNESS,
    /** Share of the brightness's variance that lies within squares of 2 x 2 pixels. */
    FINE_DETAIL,
    /** Kurtosis of the brightness's Laplacian. */
    LOCAL_CONTRAST;

    /** The name in journals, such as {@code lora_kept}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The measure of a key, if there is one. */
    public static Optional<Measure> ofKey(String key) {
        return Arrays.stream(values()).filter(measure -> measure.key().equals(key)).findFirst();
    }
}
