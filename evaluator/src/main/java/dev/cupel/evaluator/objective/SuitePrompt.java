package dev.cupel.evaluator.objective;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.prompt.WebUiVersion;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One prompt of a suite; it is drawn once for each seed.
 *
 * @param id short name, unique in its suite
 * @param split whether the search sees it
 * @param text the prompt as drawn, in the web UI's syntax
 * @param negative the negative prompt
 * @param seeds seeds of the start noise, at least one, all different
 * @param objectives what its pictures count for, at least one; {@code LORA} exactly if there is a LoRA
 * @param lora the LoRA that it is drawn with and without
 * @param settings how it is drawn, if not as the others
 * @param language whose prompt language it is in, if not the others'
 */
public record SuitePrompt(String id, Split split, String text, String negative, List<Long> seeds,
        Set<Objective> objectives, Optional<LoraUse> lora, Optional<GenerationSettings> settings,
        Optional<WebUiVersion> language) {

    public SuitePrompt {
        seeds = List.copyOf(seeds);
        objectives = objectives.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(objectives));
        if (seeds.isEmpty() || Set.copyOf(seeds).size() != seeds.size()) {
            throw new SuiteException("""
                    prompt %s: seeds must be one or more different numbers, but are %s.
                    Maybe remove the one that is there twice.""".formatted(id, seeds));
        }
        if (objectives.isEmpty()) {
            throw new SuiteException("""
                    prompt %s: its pictures must count for an objective, but the list is empty.
                    Maybe remove the list: then the prompt counts for all that it can show.""".formatted(id));
        }
        if (objectives.contains(Objective.FRIED)) {
            throw new SuiteException("""
                    prompt %s: every prompt shows fried, so it must not be in the list %s.
                    Maybe remove it there.""".formatted(id, objectives));
        }
        if (objectives.contains(Objective.LORA) != lora.isPresent()) {
            throw new SuiteException("""
                    prompt %s: the objective lora needs a LoRA, and a LoRA the objective; objectives = %s, LoRA = %s.
                    Maybe add the missing one.""".formatted(id, objectives, lora.map(LoraUse::name).orElse("none")));
        }
        if (lora.isPresent() && !text.contains(lora.get().trigger())) {
            throw new SuiteException("""
                    prompt %s: a prompt with a LoRA must say its trigger "%s", but is "%s".
                    Maybe add the trigger to the text.""".formatted(id, lora.get().trigger(), text));
        }
    }

    /** A prompt that is drawn as the others. */
    public SuitePrompt(String id, Split split, String text, String negative, List<Long> seeds,
            Set<Objective> objectives, Optional<LoraUse> lora) {
        this(id, split, text, negative, seeds, objectives, lora, Optional.empty(), Optional.empty());
    }

    /** The same prompt with other seeds. */
    SuitePrompt with(List<Long> others) {
        return new SuitePrompt(id, split, text, negative, others, objectives, lora, settings, language);
    }

    /** How many pictures are drawn for each seed: one, or one without and one with the LoRA. */
    public int pictures() {
        return lora.isPresent() ? 2 : 1;
    }

    /** One start noise of this prompt. */
    public record Key(String prompt, long seed) {}
}
