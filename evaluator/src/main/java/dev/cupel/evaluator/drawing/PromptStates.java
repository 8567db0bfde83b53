package dev.cupel.evaluator.drawing;

import java.util.List;

/**
 * A prompt, encoded.
 *
 * @param parts those between its ANDs, all of one length; what counts if it is wanted
 * @param whole its whole text with no AND in it; what counts if it is a negative prompt
 */
record PromptStates(List<Part> parts, ScheduledText whole) {

    /**
     * One part.
     *
     * @param weight of its pull away from the negative prompt
     */
    record Part(double weight, ScheduledText text) {}

    PromptStates {
        parts = List.copyOf(parts);
    }

    /** Whether guidance with scale 1 is just this prompt. */
    boolean simple() {
        return parts.size() == 1 && parts.getFirst().weight() == 1;
    }
}
