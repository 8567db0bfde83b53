package dev.cupel.evaluator.objective;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** Prompts and suites for tests. */
final class Prompts {

    static final LoraUse SEPIA = new LoraUse("sepia", Path.of("sepia.safetensors"), "sepia", 1);

    private Prompts() {}

    static SuitePrompt prompt(String id, String text, Objective... objectives) {
        return new SuitePrompt(id, Split.SEARCH, text, "blurry", List.of(1L), Set.of(objectives), Optional.empty());
    }

    static SuitePrompt loraPrompt(String id, String text) {
        return new SuitePrompt(id, Split.SEARCH, text, "blurry", List.of(1L), Set.of(Objective.LORA),
                Optional.of(SEPIA));
    }

    static SequencedMap<String, List<String>> contrasts() {
        var contrasts = new LinkedHashMap<String, List<String>>();
        contrasts.put("hair", List.of("red hair", "black hair", "blue hair"));
        contrasts.put("background", List.of("meadow", "beach", "eiffel tower"));
        contrasts.put("light", List.of("light rays", ""));
        return contrasts;
    }

    static Suite suite(SuitePrompt... prompts) {
        return new Suite(List.of(prompts), contrasts(), new LinkedHashSet<>(List.of("eiffel tower", "light rays")), "",
                List.of("bad anatomy", "extra arm"), List.of("best quality"));
    }
}
