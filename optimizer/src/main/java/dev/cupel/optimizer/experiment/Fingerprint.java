package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.StudyException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What decides the numbers of a study, so that a study is never continued with other ones. The number of trials, the time and
 * the folder may change between runs.
 */
final class Fingerprint {

    private static final String PREFIX = "decides.";

    private Fingerprint() {}

    /**
     * Keeps what decides, or compares with what was kept.
     *
     * @throws StudyException if the study was begun with something else
     */
    static void check(Study study, Experiment experiment, Inputs inputs) {
        List<String> changed = new ArrayList<>();
        parts(experiment, inputs).forEach((name, value) -> {
            study.remember(PREFIX + name, value);
            if (!study.fact(PREFIX + name).orElseThrow().equals(value)) {
                changed.add(name);
            }
        });
        if (!changed.isEmpty()) {
            throw new StudyException(
                    "the study %s was begun with another %s.\nMaybe give the experiment another name, or choose another folder by --output, to begin anew; or undo the change to go on."
                            .formatted(study.file(), String.join(", ", changed)));
        }
    }

    private static Map<String, String> parts(Experiment experiment, Inputs inputs) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("seed", String.valueOf(experiment.seed()));
        parts.put("merge", experiment.merge().toString());
        parts.put("suite", experiment.suite().toString());
        parts.put("generation", experiment.generation() + ", batch " + experiment.batch());
        parts.put("objectives", experiment.objectives().toString());
        parts.put("search", "initial " + experiment.search().initial() + ", uniform " + experiment.search().uniform());
        parts.put("device", experiment.device().cuda() + ", threads " + Laboratory.threads(experiment));
        inputs.files().forEach((name, input) -> {
            if (!name.equals("experiment")) {
                parts.put(name, input.hash().sha256());
            }
        });
        return parts;
    }
}
