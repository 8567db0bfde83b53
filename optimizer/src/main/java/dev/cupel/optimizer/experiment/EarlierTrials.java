package dev.cupel.optimizer.experiment;

import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.search.Advice;
import dev.cupel.optimizer.search.Outcome;
import dev.cupel.optimizer.space.Space;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Trial;
import dev.cupel.optimizer.study.WarmStart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Trials of earlier studies whose merges lie in this space, too: the search learns how much they tell. */
final class EarlierTrials {

    private EarlierTrials() {}

    /**
     * Reads them: those that had ended when this study first read them.
     *
     * @param study that learns
     * @param files of the earlier studies
     * @param merge whose space they must lie in; the space of the earlier study may have been another
     */
    static List<Advice.Earlier> read(Study study, List<Path> files, MergeSpace merge) {
        WarmStart.check(study.file(), files);
        Space space = merge.space();
        List<Advice.Earlier> earlier = new ArrayList<>();
        for (Path file : files) {
            for (Trial trial : WarmStart.of(study.file(), study::remember, file, ended(file))) {
                Recipe recipe = Recipe.parse(trial.recipe());
                Optional<double[]> point = merge.locate(new Candidate(recipe.method(), recipe.coefficients()))
                        .map(space::point);
                point.ifPresent(place -> earlier.add(new Advice.Earlier(place, outcome(trial))));
            }
        }
        return earlier;
    }

    private static List<Trial> ended(Path file) {
        try (Study study = Study.read(file)) {
            return study.trials().stream().filter(trial -> trial.outcome().isPresent()).toList();
        }
    }

    private static Outcome outcome(Trial trial) {
        return switch (trial.outcome().orElseThrow()) {
            case Trial.Outcome.Scored scored -> Outcome.of(scored.total());
            case Trial.Outcome.Stopped stopped ->
                Outcome.of(stopped.total(), stopped.standardError() * stopped.standardError());
            case Trial.Outcome.Failed _ -> Outcome.failed();
        };
    }
}
