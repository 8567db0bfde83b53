package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.objective.Estimate;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.search.Advice;
import dev.cupel.optimizer.search.Outcome;
import dev.cupel.optimizer.search.Outcome.Measured;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.StudyException;
import dev.cupel.optimizer.study.Trial;
import dev.cupel.optimizer.study.WarmStart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Trials of earlier studies whose merges lie in this space, too: the search learns how much they tell.
 *
 * <p>Those that drew the same pictures are scored by the objectives of today, limits included; the totals of others are taken as they are.
 */
final class EarlierTrials {
    private final Experiment experiment;
    private final Study earlier;
    private final StudyScores scores;
    private final boolean alike;

    private EarlierTrials(Study study, Experiment experiment, Study earlier) {
        this.experiment = experiment;
        this.earlier = earlier;
        this.scores = StudyScores.of(earlier, experiment);
        this.alike = Fingerprint.drawAlike(study, earlier);
        if (!alike && !experiment.search().front().isEmpty()) {
            throw new StudyException(
                    """
                            the study %s must have drawn the pictures of this experiment, as a front needs every objective of them, but it drew others.
                            Maybe leave it out of warm_start, or search for the highest total."""
                            .formatted(earlier.file()));
        }
    }

    /**
     * Reads them: those that had ended when this study first read them.
     *
     * @param study that learns, and knows what {@linkplain Fingerprint#check decides} it
     * @param experiment in whose space they must lie; the space of the earlier study may have been another
     * @return those of each earlier study
     * @throws StudyException if a study cannot be read, or tells nothing of a front
     */
    static List<List<Advice.Earlier>> read(Study study, Experiment experiment, RunObserver observer) {
        List<Path> files = experiment.search().warmStart();
        WarmStart.check(Optional.of(study.file()), files);
        WarmStart.forgotten(study.facts().keySet(), files).forEach(observer::learnsNoMore);
        List<List<Advice.Earlier>> read = new ArrayList<>();
        for (Path file : files) {
            try (Study earlier = Study.read(file)) {
                List<Trial> ended = earlier.trials().stream().filter(trial -> trial.outcome().isPresent()).toList();
                List<Trial> known = WarmStart.of(study.file(), study::remember, file, ended);
                EarlierTrials trials = new EarlierTrials(study, experiment, earlier);
                List<Advice.Earlier> fitting = known.stream().flatMap(trial -> trials.told(trial).stream()).toList();
                observer.learns(file, fitting.size(), known.size(), trials.alike);
                read.add(fitting);
            }
        }
        return read;
    }

    /** Empty if the trial does not lie in the space, or cannot tell what is searched. */
    private Optional<Advice.Earlier> told(Trial trial) {
        Recipe recipe = Recipe.parse(trial.recipe());
        return experiment.merge().locate(new Candidate(recipe.method(), recipe.coefficients()))
                .map(experiment.merge().space()::point)
                .flatMap(point -> outcome(trial).map(outcome -> new Advice.Earlier(point, outcome)));
    }

    private Optional<Outcome> outcome(Trial trial) {
        boolean front = !experiment.search().front().isEmpty();
        return switch (trial.outcome().orElseThrow()) {
            case Trial.Outcome.Scored scored -> today(trial, OptionalInt.empty())
                    .or(() -> front ? Optional.empty() : Optional.of(Outcome.of(scored.total())));
            case Trial.Outcome.Stopped _ when front -> Optional.empty();
            case Trial.Outcome.Stopped stopped -> today(trial, OptionalInt.of(stopped.rival())).or(() -> Optional.of(
                    Outcome.of(stopped.total(), stopped.standardError() * stopped.standardError())));
            case Trial.Outcome.Failed _ -> Optional.of(Outcome.failed());
        };
    }

    /** As this experiment would tell it; empty if other pictures were drawn, or something cannot be measured. */
    private Optional<Outcome> today(Trial trial, OptionalInt rival) {
        if (!alike) {
            return Optional.empty();
        }
        Optional<Estimate> total = scores.today(trial, rival);
        return total.flatMap(known -> scores.lesson(trial.index(), rival).map(lesson -> lesson.front().isEmpty()
                ? new Measured(List.of(known.mean()),
                        List.of(rival.isEmpty() ? 0 : known.standardError() * known.standardError()), lesson.limits())
                : new Measured(lesson.front(), Collections.nCopies(lesson.front().size(), 0.0), lesson.limits())));
    }
}
