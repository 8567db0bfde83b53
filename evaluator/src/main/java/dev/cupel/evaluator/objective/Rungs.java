package dev.cupel.evaluator.objective;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts prompts into rungs: a model that draws rung by rung can be judged after each.
 *
 * <p>Each rung has its share of each stratum, which is the prompts that count for the same objectives with the same LoRA. Within
 * a stratum a hash of the prompt's name decides, so that the order in the suite, in which every fourth prompt may be alike,
 * does not. So the rungs follow from the suite and the shares alone.
 */
public final class Rungs {

    /** What prompts have in common that a rung should have all of. */
    private record Stratum(Set<Objective> objectives, Optional<LoraUse> lora) {}

    private Rungs() {}

    /**
     * The rungs of some prompts, each in the order of the suite; none is empty.
     *
     * @param shares the share of all prompts that is drawn by the end of each rung but the last, rising, within 0 and 1
     */
    public static List<List<SuitePrompt>> of(List<SuitePrompt> prompts, List<Double> shares) {
        Map<Stratum, List<SuitePrompt>> strata = new LinkedHashMap<>();
        prompts.forEach(prompt -> strata
                .computeIfAbsent(new Stratum(prompt.objectives(), prompt.lora()), _ -> new ArrayList<>()).add(prompt));
        Map<SuitePrompt, Double> places = new LinkedHashMap<>();
        for (List<SuitePrompt> stratum : strata.values()) {
            List<SuitePrompt> shuffled = stratum.stream().sorted(Comparator.comparingLong(Rungs::hash)).toList();
            for (int i = 0; i < shuffled.size(); i++) {
                places.put(shuffled.get(i), (i + 0.5) / shuffled.size());
            }
        }
        List<List<SuitePrompt>> rungs = new ArrayList<>();
        for (int i = 0; i <= shares.size(); i++) {
            double from = i == 0 ? 0 : shares.get(i - 1);
            double to = i == shares.size() ? 1 : shares.get(i);
            rungs.add(
                    prompts.stream().filter(prompt -> from <= places.get(prompt) && places.get(prompt) < to).toList());
        }
        return rungs.stream().filter(rung -> !rung.isEmpty()).toList();
    }

    /** Stafford's mix of a name's hash, as short names that count up have hashes that do. */
    private static long hash(SuitePrompt prompt) {
        long mixed = prompt.id().hashCode() * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
