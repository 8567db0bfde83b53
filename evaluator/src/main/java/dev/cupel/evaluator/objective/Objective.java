package dev.cupel.evaluator.objective;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a candidate is judged by. Each is 0 or 1 at a known anchor, see {@link Scorecard}. */
public enum Objective {
    /** Nearness to the tuned model's picture of the same prompt and seed: 0 as the bare new base, 1 the tuned model. */
    FIDELITY,
    /** Whether the things asked for are in the picture: 0 as the tuned model, 1 one of its standard deviations better. */
    COMPOSITION,
    /** Freedom from wrong bodies: 0 as the tuned model, 1 one of its standard deviations better. */
    ANATOMY,
    /** What a LoRA changes, against what it changes in the tuned model: 0 nothing of it, 1 the same. */
    LORA,
    /** Things that only the new base knows: 0 as the tuned model, 1 as the new base. */
    NEW_CONCEPTS,
    /**
     * How far the looks of the pictures, such as saturation and sharpness, are from the tuned model's: 0 as near as its own to one
     * another. Lower is better, so it is a limit and has no weight; every prompt shows it.
     */
    FRIED;

    /** Those that a prompt may count for and that may have a weight: all but {@link #FRIED}. */
    public static List<Objective> weighed() {
        return Arrays.stream(values()).filter(objective -> objective != FRIED).toList();
    }

    /** The name in configurations, journals and reports, such as {@code new_concepts}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One sentence for people: what it compares, and what 0 and 1 are. */
    public String meaning() {
        return switch (this) {
            case FIDELITY ->
                "Nearness to the tuned model's picture of the same prompt and seed: 0 is as far as the bare new "
                        + "base, 1 is the tuned model itself.";
            case COMPOSITION ->
                "Whether what was asked for is in the picture, against captions with one thing exchanged: 0 is as "
                        + "the tuned model, 1 is one standard deviation of its pictures better.";
            case ANATOMY ->
                "Freedom from wrong bodies, against captions that name a fault: 0 is as the tuned model, 1 is "
                        + "one standard deviation of its pictures better.";
            case LORA ->
                "What a LoRA changes, against what it changes in the tuned model: 0 is nothing of it, 1 is the same.";
            case NEW_CONCEPTS -> "Things that only the new base knows: 0 is as the tuned model, 1 is as the new base.";
            case FRIED ->
                "How far saturation, contrast, sharpness and the like are from the tuned model's: 0 is within one standard "
                        + "deviation of its pictures. Lower is better.";
        };
    }

    /** The objective of a key, if there is one. */
    public static Optional<Objective> ofKey(String key) {
        return Arrays.stream(values()).filter(objective -> objective.key().equals(key)).findFirst();
    }
}
