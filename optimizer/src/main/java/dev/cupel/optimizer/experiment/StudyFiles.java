package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.study.Subject;
import java.nio.file.Path;

/** Where the results of an experiment lie, and what things are called in its study. */
final class StudyFiles {

    /** Facts of this prefix hold the length scales of the search's model, by axis. */
    static final String LENGTH_SCALE = "length_scale.";

    /** The fact that holds the numbers of the trials on the front. */
    static final String FRONT = "front";

    private StudyFiles() {}

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
