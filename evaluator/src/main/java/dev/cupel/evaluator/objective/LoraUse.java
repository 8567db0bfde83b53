package dev.cupel.evaluator.objective;

import java.nio.file.Path;

/**
 * A LoRA that a prompt is drawn with, and without.
 *
 * @param name what the report calls it
 * @param file the LoRA
 * @param trigger the words of the prompt that wake it; they are not shown to the scorer, which has never seen them
 * @param weight its strength, usually 0.6 to 1
 */
public record LoraUse(String name, Path file, String trigger, double weight) {

    public LoraUse {
        if (!(Math.abs(weight) <= 4) || weight == 0) {
            throw new SuiteException("""
                    lora %s: weight must lie between -4 and 4 and not be 0, but is %s.
                    Maybe 1, or 0.8 for a strong one.""".formatted(name, weight));
        }
    }
}
