package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.network.Compute;
import dev.cupel.merger.method.Role;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.StudyException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What decides the numbers of a study, so that a study is never continued with other ones. How the search goes may change between
 * runs: its space, how points are chosen, the number of trials, the time, the folder.
 */
final class Fingerprint {

    private static final String PREFIX = "decides.";
    private static final String SUITE = "suite";
    private static final String GENERATION = "generation";
    /** What the names of all begin with that decides which pictures are drawn of a merge, and what is measured of them. */
    private static final List<String> DRAWN = List.of(SUITE, GENERATION, "LoRA ", "clip/");
    private static final Pattern LORA_FILE = Pattern.compile("(LoraUse\\[name=.*?, )file=.*?, (?=trigger=)");

    private Fingerprint() {}

    /**
     * Keeps what decides, or compares with what was kept.
     *
     * @throws StudyException if the study was begun with something else
     */
    static void check(Study study, Experiment experiment, Inputs inputs) {
        Map<String, String> now = parts(experiment, inputs);
        Map<String, String> begun = new TreeMap<>();
        study.facts().forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                begun.put(name.substring(PREFIX.length()), value);
            }
        });
        if (begun.isEmpty()) {
            now.forEach((name, value) -> study.remember(PREFIX + name, value));
            return;
        }
        now.keySet().stream().filter(name -> Role.of(name).isPresent())
                .forEach(name -> study.remember(PREFIX + name, now.get(name)));
        Set<String> names = new TreeSet<>(begun.keySet());
        names.addAll(now.keySet());
        // another method may need a model that was not there, or no longer; what was drawn did not depend on it
        names.removeIf(name -> Role.of(name).isPresent() && !(begun.containsKey(name) && now.containsKey(name)));
        List<String> changed = names.stream().filter(name -> !anywhere(begun.get(name)).equals(anywhere(now.get(name))))
                .map(name -> "%s (then %s, now %s)".formatted(name, shortened(begun.get(name)),
                        shortened(now.get(name))))
                .toList();
        if (!changed.isEmpty()) {
            throw new StudyException(
                    """
                            the study %s was begun with another %s.
                            Maybe give the experiment another name, or choose another folder by --output, to begin anew; or undo the \
                            change to go on. A new one learns from this one by search.warm_start: %s."""
                            .formatted(study.file(), String.join(", ", changed), study.file()));
        }
    }

    /** Whether two studies that were begun draw and measure the same pictures, so that those of one can be scored as those of the other. */
    static boolean drawAlike(Study one, Study other) {
        return drawn(one).containsKey(SUITE) && drawn(one).equals(drawn(other));
    }

    private static Map<String, String> drawn(Study study) {
        Map<String, String> drawn = new TreeMap<>();
        study.facts().forEach((name, value) -> {
            if (DRAWN.stream().anyMatch(part -> name.startsWith(PREFIX + part))) {
                drawn.put(name.substring(PREFIX.length()), anywhere(value));
            }
        });
        return drawn;
    }

    /** LoRAs count by their hashes, not by where they lie. */
    private static String anywhere(@Nullable String suite) {
        return suite == null ? "none" : LORA_FILE.matcher(suite).replaceAll("$1");
    }

    private static String shortened(@Nullable String value) {
        return value == null ? "none" : value.length() > 60 ? value.substring(0, 60) + "…" : value;
    }

    private static Map<String, String> parts(Experiment experiment, Inputs inputs) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("version of Cupel", Provenance.VERSION);
        parts.put("seed", String.valueOf(experiment.seed()));
        MergeSpace merge = experiment.merge();
        parts.put("result", merge.scope() + ", " + merge.clip() + ", " + merge.adjustment() + ", " + merge.vae() + ", "
                + merge.precision());
        String folder = String.valueOf(experiment.file().getParent());
        parts.put(SUITE, anywhere(experiment.suite().toString()).replace(folder, ""));
        parts.put(GENERATION, experiment.generation() + ", batch " + experiment.batch());
        parts.put("objectives", experiment.objectives().toString());
        if (!experiment.search().racing().rungs().isEmpty()) {
            parts.put("racing", experiment.search().racing().toString());
        }
        if (experiment.device().precision() != Compute.Precision.FP32) {
            parts.put("precision", experiment.device().precision().toString());
        }
        parts.put("limits", experiment.limits() + ", front " + experiment.search().front());
        parts.put("device", experiment.device().cuda() + ", threads " + Laboratory.threads(experiment));
        inputs.files().forEach((name, input) -> {
            if (!name.equals("experiment")) {
                parts.put(name, input.hash().sha256());
            }
        });
        return parts;
    }
}
