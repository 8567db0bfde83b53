package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.study.Subject;
import java.nio.file.Path;

/** Where the results of an experiment lie, and what its uniform merges are called. */
final class StudyFiles {

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
