package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.objective.Estimate;
import dev.cupel.evaluator.objective.Scorecard;
import dev.cupel.optimizer.study.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The scores of the best trials on seeds that the search never used, and on these and the search's together.
 *
 * @param experiment whose limits must hold
 * @param study the trials
 * @param scores what follows from the measures
 */
record FinalScores(Experiment experiment, Study study, StudyScores scores) {

    /**
     * One of them.
     *
     * @param trial its index
     * @param search on the seeds of the search, for which it was taken
     * @param fresh on the others
     * @param all on both together
     */
    record Entry(int trial, Scorecard search, Scorecard fresh, Scorecard all) {}

    /** The best trials, as the search believed, the best first; those without a total are left out. */
    List<Entry> entries() {
        List<Integer> fresh = IntStream.range(0, draws()).mapToObj(Finalists::block).toList();
        List<Integer> all = Stream.concat(Stream.of(0), fresh.stream()).toList();
        List<Entry> entries = new ArrayList<>();
        for (int trial : StudyFiles.trials(study, StudyFiles.FINALISTS)) {
            Optional<Scorecard> search = scores.card(trial, List.of(0));
            Optional<Scorecard> together = scores.card(trial, all).filter(card -> card.total().isPresent());
            if (search.isPresent() && together.isPresent()) {
                entries.add(new Entry(trial, search.get(), scores.card(trial, fresh).orElseThrow(), together.get()));
            }
        }
        return entries;
    }

    int draws() {
        return study.fact(StudyFiles.FINAL_DRAWS).map(Integer::parseInt).orElse(0);
    }

    /** The one with the highest total on all seeds; of those that keep the limits there, if one does. */
    Optional<Integer> best() {
        Map<Integer, Double> keeping = new LinkedHashMap<>();
        Map<Integer, Double> others = new LinkedHashMap<>();
        for (Entry entry : entries()) {
            (keepsLimits(entry.all()) ? keeping : others).put(entry.trial(),
                    entry.all().total().map(Estimate::mean).orElseThrow());
        }
        return (keeping.isEmpty() ? others : keeping).entrySet().stream()
                .max(Comparator.comparingDouble(Map.Entry::getValue)).map(Map.Entry::getKey);
    }

    private boolean keepsLimits(Scorecard card) {
        return scores.lesson(card).filter(lesson -> Lessons.keepsLimits(lesson.limits(), experiment.limits()))
                .isPresent();
    }
}
