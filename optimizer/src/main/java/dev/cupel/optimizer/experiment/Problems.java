package dev.cupel.optimizer.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of a configuration, so that a person sees all of them at once. */
final class Problems {

    private final List<Problem> found = new ArrayList<>();

    void add(Path file, int line, String key, String rule, String fix) {
        found.add(new Problem(file, line, key, rule, fix));
    }

    int count() {
        return found.size();
    }

    /** @throws InvalidExperimentException if there are any problems */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidExperimentException(
                    found.stream().sorted(Comparator.comparing(Problem::file).thenComparing(Problem::line)).toList());
        }
    }
}
