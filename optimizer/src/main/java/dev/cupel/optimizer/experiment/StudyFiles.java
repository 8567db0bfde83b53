package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Subject;
import java.nio.file.Path;
import java.util.List;

/** Where the results of an experiment lie, and what things are called in its study. */
final class StudyFiles {

    /** Facts of this prefix hold the length scales of the search's model, by axis. */
    static final String LENGTH_SCALE = "length_scale.";

    /** The fact that holds the numbers of the trials on the front. */
    static final String FRONT = "front";

    /** The fact that holds the numbers of the trials that were compared once more at the end. */
    static final String FINALISTS = "finalists";

    /** The fact that holds how often each of them was drawn again. */
    static final String FINAL_DRAWS = "finalists.draws";

    private StudyFiles() {}

    /** The numbers of trials that a fact holds; none if there is no such fact. */
    static List<Integer> trials(Study study, String fact) {
        return study.fact(fact).filter(text -> !text.isEmpty())
                .map(text -> List.of(text.split(" ")).stream().map(Integer::valueOf).toList()).orElse(List.of());
    }

    static Path study(Experiment experiment) {
        return experiment.folder().resolve("study.sqlite");
    }

    static Path recipe(Experiment experiment) {
        return experiment.folder().resolve("best.json");
    }

    static Path checkpoint(Experiment experiment) {
        return experiment.folder().resolve(experiment.name() + ".safetensors");
    }

    static Path report(Experiment experiment) {
        return experiment.folder().resolve("report.html");
    }

    static Subject uniform(double alpha) {
        return new Subject("uniform-" + alpha);
    }
}
