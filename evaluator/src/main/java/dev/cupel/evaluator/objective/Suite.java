package dev.cupel.evaluator.objective;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/**
 * The prompts that models are compared on, and what the scorer is asked about their pictures.
 *
 * @param prompts all prompts, of both splits; the order fixes the order of drawing
 * @param contrasts groups of phrases that exclude one another, by name; a phrase of a prompt that is in a group is
 *     contrasted with the others of the group, each put in its place. The empty phrase stands for leaving it out
 * @param newConcepts the phrases that only the new base knows; each is in a group
 * @param style what the tuned model draws unasked: put before every caption that the scorer reads; may be empty
 * @param faults phrases that are added to a prompt to describe a picture of it with a wrong body
 * @param unscored phrases that are not shown to the scorer, such as {@code best quality}
 */
public record Suite(List<SuitePrompt> prompts, SequencedMap<String, List<String>> contrasts,
        SequencedSet<String> newConcepts, String style, List<String> faults, List<String> unscored) {

    /** An odd number near the golden section of 2^32: its multiples lie far from one another. */
    private static final long SEEDS_APART = 0x9E3779B1L;
    private static final long LARGEST_SEED = 0xFFFFFFFFL;

    public Suite {
        prompts = List.copyOf(prompts);
        var groups = new LinkedHashMap<String, List<String>>();
        contrasts.forEach((name, phrases) -> groups.put(name, List.copyOf(phrases)));
        contrasts = Collections.unmodifiableSequencedMap(groups);
        newConcepts = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(newConcepts));
        faults = List.copyOf(faults);
        unscored = List.copyOf(unscored);
        checkIds(prompts);
        checkGroups(contrasts, newConcepts);
        for (SuitePrompt prompt : prompts) {
            Questions.of(prompt, contrasts, newConcepts, style, faults, unscored).check(prompt);
        }
    }

    /**
     * The same prompts with as many other seeds: those of a block of seeds, which no other block shares but by a rare chance.
     *
     * @param block any number; 0 for the seeds that the suite says
     */
    public Suite redrawn(int block) {
        return new Suite(prompts.stream().map(prompt -> prompt.with(prompt.seeds().stream()
                .map(seed -> block == 0 ? seed : seed + block * SEEDS_APART & LARGEST_SEED).toList())).toList(),
                contrasts,
                newConcepts, style, faults, unscored);
    }

    /** The prompts of one split, in the suite's order. */
    public List<SuitePrompt> prompts(Split split) {
        return prompts.stream().filter(prompt -> prompt.split() == split).toList();
    }

    /**
     * What a prompt can show: new concepts if it has one, else likeness to the tuned model, which never saw them; composition
     * if a phrase of it is in a group; anatomy if there are faults; and what its LoRA does, if it has one (the picture without
     * it counts like any other).
     *
     * @param text the prompt as drawn
     * @param lora the LoRA that it is drawn with and without
     */
    public static Set<Objective> shownBy(String text, Optional<LoraUse> lora,
            SequencedMap<String, List<String>> contrasts, SequencedSet<String> newConcepts, List<String> faults,
            List<String> unscored) {
        SuitePrompt prompt = new SuitePrompt("asked", Split.SEARCH, text, "", List.of(1L),
                Set.of(lora.isPresent() ? Objective.LORA : Objective.FIDELITY), lora);
        Questions asked = Questions.of(prompt, contrasts, newConcepts, "", faults, unscored);
        Set<Objective> shown = EnumSet.noneOf(Objective.class);
        shown.add(asked.newConcepts().isEmpty() ? Objective.FIDELITY : Objective.NEW_CONCEPTS);
        if (!asked.composition().isEmpty()) {
            shown.add(Objective.COMPOSITION);
        }
        if (!faults.isEmpty()) {
            shown.add(Objective.ANATOMY);
        }
        if (lora.isPresent()) {
            shown.add(Objective.LORA);
        }
        return shown;
    }

    Questions questions(SuitePrompt prompt) {
        return Questions.of(prompt, contrasts, newConcepts, style, faults, unscored);
    }

    private static void checkIds(List<SuitePrompt> prompts) {
        Set<String> ids = new HashSet<>();
        for (SuitePrompt prompt : prompts) {
            if (!ids.add(prompt.id())) {
                throw new SuiteException("""
                        suite: each prompt must have an id of its own, but "%s" is there twice.
                        Maybe rename one of the two.""".formatted(prompt.id()));
            }
        }
    }

    private static void checkGroups(Map<String, List<String>> contrasts, Set<String> newConcepts) {
        Set<String> phrases = new HashSet<>();
        contrasts.forEach((group, members) -> {
            if (members.size() < 2) {
                throw new SuiteException("""
                        contrasts, %s: a group must have at least two phrases, but has %s.
                        Maybe add "" to contrast the phrase with its absence.""".formatted(group, members));
            }
            for (String phrase : members) {
                if (!phrase.isEmpty() && !phrases.add(phrase)) {
                    throw new SuiteException("""
                            contrasts, %s: a phrase must be in one group only, but "%s" is there twice.
                            Maybe remove it from one.""".formatted(group, phrase));
                }
            }
        });
        for (String concept : newConcepts) {
            if (!phrases.contains(concept)) {
                throw new SuiteException("""
                        new_concepts: each must be a phrase of a contrast group, but "%s" is in none of %s.
                        Maybe add it to the group of the things that it could be mistaken for."""
                        .formatted(concept, contrasts.keySet()));
            }
        }
    }
}
