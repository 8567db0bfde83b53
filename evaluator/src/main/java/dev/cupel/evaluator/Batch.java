package dev.cupel.evaluator;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.objective.LoraUse;
import dev.cupel.evaluator.objective.Rungs;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.Suite;
import dev.cupel.evaluator.objective.SuitePrompt;
import dev.cupel.evaluator.prompt.WebUiVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shots that are drawn together.
 *
 * <p>Another batch may change the last places of a network's sums, so which shots share one follows from the suite
 * alone, never from what is done already.
 *
 * @param split the part of the suite it is from
 * @param number place among the batches of the split, from 0
 * @param lora the LoRA that all its shots are drawn with and without
 * @param shots what is drawn, at least one
 */
public record Batch(Split split, int number, Optional<LoraUse> lora, List<Shot> shots) {

    public Batch {
        shots = List.copyOf(shots);
    }

    /** How all its shots are drawn, if not as the suite's others. */
    public Optional<GenerationSettings> settings() {
        return shots.isEmpty() ? Optional.empty() : shots.getFirst().prompt().settings();
    }

    /** Whose language all its prompts are in, if not that of the suite's others. */
    Optional<WebUiVersion> language() {
        return shots.isEmpty() ? Optional.empty() : shots.getFirst().prompt().language();
    }

    /** What the shots of a batch have in common. */
    private record Kind(Optional<LoraUse> lora, Optional<GenerationSettings> settings,
            Optional<WebUiVersion> language) {}

    /**
     * Cuts a split into rungs, and each into batches: first the prompts without LoRA, then those of each LoRA and
     * of settings of their own, each in the suite's order.
     *
     * @param size most shots of a batch, at least 1
     * @param shares where the rungs end, as of {@link Rungs}; none for a single rung
     */
    static List<List<Batch>> of(Suite suite, Split split, int size, List<Double> shares) {
        List<List<Batch>> rungs = new ArrayList<>();
        int next = 0;
        for (List<SuitePrompt> prompts : Rungs.of(suite.prompts(split), shares)) {
            List<Batch> rung = of(prompts, split, size, next);
            rungs.add(rung);
            next += rung.size();
        }
        return rungs;
    }

    private static List<Batch> of(List<SuitePrompt> prompts, Split split, int size, int first) {
        Map<Kind, List<Shot>> groups = new LinkedHashMap<>();
        groups.put(new Kind(Optional.empty(), Optional.empty(), Optional.empty()), new ArrayList<>());
        for (SuitePrompt prompt : prompts) {
            List<Shot> group = groups.computeIfAbsent(new Kind(prompt.lora(), prompt.settings(), prompt.language()),
                    kind -> new ArrayList<>());
            prompt.seeds().forEach(seed -> group.add(new Shot(prompt, seed)));
        }
        List<Batch> batches = new ArrayList<>();
        groups.forEach((kind, shots) -> {
            for (int from = 0; from < shots.size(); from += size) {
                batches.add(new Batch(split, first + batches.size(), kind.lora(),
                        shots.subList(from, Math.min(shots.size(), from + size))));
            }
        });
        return batches;
    }
}
