package dev.cupel.evaluator;

import dev.cupel.evaluator.objective.LoraUse;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.Suite;
import dev.cupel.evaluator.objective.SuitePrompt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The suite that is shipped with the miniature, read without checks: those are the experiment loader's. */
public final class MiniatureSuite {

    private MiniatureSuite() {}

    @SuppressWarnings("unchecked")
    public static Suite read() {
        Map<String, Object> yaml;
        try (var in = Files.newInputStream(Golden.MINIATURE.resolve("suite.yaml"))) {
            yaml = (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var contrasts = new LinkedHashMap<String, List<String>>((Map<String, List<String>>) yaml.get("contrasts"));
        var fresh = new LinkedHashSet<String>((List<String>) yaml.get("new_concepts"));
        List<SuitePrompt> prompts = new ArrayList<>();
        String negative = (String) yaml.get("negative");
        for (Object entry : (List<Object>) yaml.get("prompts")) {
            prompts.add(prompt("s", prompts.size() + 1, Split.SEARCH, entry, negative, fresh));
        }
        int search = prompts.size();
        for (Object entry : (List<Object>) yaml.get("held_out")) {
            prompts.add(prompt("h", prompts.size() - search + 1, Split.HELD_OUT, entry, negative, fresh));
        }
        return new Suite(prompts, contrasts, fresh, (String) yaml.get("style"), (List<String>) yaml.get("faults"),
                (List<String>) yaml.get("unscored"));
    }

    private static SuitePrompt prompt(String letter, int number, Split split, Object entry, String negative,
            Set<String> fresh) {
        Map<?, ?> map = entry instanceof Map<?, ?> given ? given : Map.of("text", entry);
        String text = (String) map.get("text");
        Optional<LoraUse> lora = Optional.ofNullable((String) map.get("lora"))
                .map(name -> new LoraUse(name, Golden.MINIATURE.resolve("loras").resolve(name + ".safetensors"), name,
                        1));
        Set<Objective> objectives = EnumSet.of(Objective.COMPOSITION, Objective.ANATOMY);
        if (lora.isPresent()) {
            objectives = EnumSet.of(Objective.LORA);
        } else if (fresh.stream().anyMatch(text::contains)) {
            objectives.add(Objective.NEW_CONCEPTS);
        } else {
            objectives.add(Objective.FIDELITY);
        }
        long seed = (split == Split.SEARCH ? 1000 : 2000) + number;
        return new SuitePrompt(letter + "%02d".formatted(number), split, text, negative, List.of(seed), objectives,
                lora);
    }
}
