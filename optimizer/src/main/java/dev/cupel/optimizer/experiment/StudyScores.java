package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.objective.Estimate;
import dev.cupel.evaluator.objective.Lead;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.PictureMeasures;
import dev.cupel.evaluator.objective.Scorecard;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.SuitePrompt;
import dev.cupel.optimizer.search.Limit;
import dev.cupel.optimizer.search.Outcome.Reading;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Subject;
import dev.cupel.optimizer.study.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Scores that follow from the measures of a study: the same while it runs, after a restart and in the report. */
final class StudyScores {

    private final Study study;
    private final Experiment experiment;
    private final Map<Place, List<PictureMeasures>> tuned = new HashMap<>();
    private final Map<Place, List<PictureMeasures>> newBase = new HashMap<>();
    private final Map<Split, Map<Subject, Scorecard>> cards = new EnumMap<>(Split.class);

    /** Prompts and seeds. */
    private record Place(Split split, int block) {}

    private StudyScores(Study study, Experiment experiment) {
        this.study = study;
        this.experiment = experiment;
    }

    static StudyScores of(Study study, Experiment experiment) {
        return new StudyScores(study, experiment);
    }

    /** The scorecard of measures of prompts of the search, with the seeds of a block. */
    Scorecard card(List<PictureMeasures> measures, int block) {
        return card(measures, new Place(Split.SEARCH, block));
    }

    private Scorecard card(List<PictureMeasures> measures, Place place) {
        return Scorecard.of(measures, parent(tuned, Subject.TUNED, place), parent(newBase, Subject.NEW_BASE, place),
                experiment.objectives());
    }

    private List<PictureMeasures> parent(Map<Place, List<PictureMeasures>> known, Subject subject, Place place) {
        return known.computeIfAbsent(place, each -> measures(subject, each));
    }

    private List<PictureMeasures> measures(Subject subject, Place place) {
        return StudyJournal.measures(study, subject, experiment.suite().redrawn(place.block()), place.split());
    }

    /** The scorecard of a subject; empty unless all pictures of the split are measured, its own and the parents'. */
    Optional<Scorecard> card(Subject subject, Split split) {
        Map<Subject, Scorecard> known = cards.computeIfAbsent(split, _ -> new HashMap<>());
        if (!known.containsKey(subject)) {
            complete(subject, new Place(split, 0)).ifPresent(card -> known.put(subject, card));
        }
        return Optional.ofNullable(known.get(subject));
    }

    /** The scorecard of a trial on the seeds that it drew. */
    Optional<Scorecard> card(Trial trial) {
        int block = SeedBlocks.of(trial, study);
        Subject subject = Subject.trial(trial.index());
        return block == 0
                ? card(subject, Split.SEARCH)
                : complete(subject, new Place(Split.SEARCH, block));
    }

    private Optional<Scorecard> complete(Subject subject, Place place) {
        int all = experiment.suite().prompts(place.split()).stream().mapToInt(prompt -> prompt.seeds().size()).sum();
        List<PictureMeasures> measures = measures(subject, place);
        boolean complete = measures.size() == all && parent(tuned, Subject.TUNED, place).size() == all
                && parent(newBase, Subject.NEW_BASE, place).size() == all;
        return complete ? Optional.of(card(measures, place)) : Optional.empty();
    }

    /** The scorecard of a trial on the seeds of several blocks together; empty if some of its pictures are not measured. */
    Optional<Scorecard> card(int trial, List<Integer> blocks) {
        List<PictureMeasures> mine = new ArrayList<>();
        List<PictureMeasures> ofTuned = new ArrayList<>();
        List<PictureMeasures> ofNewBase = new ArrayList<>();
        for (int block : blocks) {
            Place place = new Place(Split.SEARCH, block);
            if (complete(Subject.trial(trial), place).isEmpty()) {
                return Optional.empty();
            }
            mine.addAll(measures(Subject.trial(trial), place));
            ofTuned.addAll(parent(tuned, Subject.TUNED, place));
            ofNewBase.addAll(parent(newBase, Subject.NEW_BASE, place));
        }
        return Optional.of(Scorecard.of(mine, ofTuned, ofNewBase, experiment.objectives()));
    }

    /**
     * The variance of a total that comes of its seeds: half of that of the difference between two blocks of seeds, prompt by prompt,
     * of the merges that were drawn again; their mean, or 0 if there are none.
     */
    double seedVariance() {
        return study.trials().stream().filter(SeedBlocks::isAgain)
                .filter(trial -> trial.outcome().orElse(null) instanceof Trial.Outcome.Scored)
                .flatMap(trial -> card(trial)
                        .flatMap(here -> card(Subject.trial(SeedBlocks.first(trial, study)), Split.SEARCH)
                                .flatMap(here::totalAbove))
                        .stream())
                .map(Estimate::standardError).filter(Double::isFinite).mapToDouble(error -> error * error / 2)
                .average().orElse(0);
    }

    /**
     * The total of a trial that has ended, by the objectives of this experiment.
     *
     * @param rival the trial that it could not catch up with, if it was stopped: then it is what {@link Race} says that it would be
     * @return empty if something is not measured
     */
    Optional<Estimate> today(Trial trial, OptionalInt rival) {
        if (rival.isEmpty()) {
            return card(trial).flatMap(Scorecard::total);
        }
        Place place = new Place(Split.SEARCH, 0);
        return card(Subject.trial(rival.getAsInt()), Split.SEARCH)
                .flatMap(whole -> Race.expected(card(measures(Subject.trial(trial.index()), place), place), whole));
    }

    /**
     * What the search is told of the pictures that a trial has drawn.
     *
     * @param rival the trial that it could not catch up with, if it was stopped
     * @return empty if something is missing
     */
    Optional<Lesson> lesson(int trial, OptionalInt rival) {
        Place place = new Place(Split.SEARCH,
                study.trial(trial).map(begun -> SeedBlocks.of(begun, study)).orElse(0));
        Scorecard card = card(measures(Subject.trial(trial), place), place);
        if (rival.isEmpty()) {
            return lesson(card);
        }
        Scorecard whole = card(Subject.trial(rival.getAsInt()), Split.SEARCH).orElseThrow();
        return lesson(card, objective -> expected(card, whole, objective));
    }

    /** What the search is told of a scorecard beside the total; empty if something is missing. */
    Optional<Lesson> lesson(Scorecard card) {
        return lesson(card, objective -> card.estimate(objective).map(value -> new Reading(value.mean(), 0)));
    }

    /** What a part would be as a whole, as {@link Race} says it of the total. */
    private static Optional<Reading> expected(Scorecard part, Scorecard rival, Objective objective) {
        return Lead.of(part, rival, objective).flatMap(lead -> rival.estimate(objective).map(lead::over))
                .map(whole -> new Reading(whole.mean(), whole.standardError() * whole.standardError()));
    }

    private Optional<Lesson> lesson(Scorecard card, Function<Objective, Optional<Reading>> read) {
        Map<String, Reading> limited = new LinkedHashMap<>();
        for (Limit limit : experiment.limits()) {
            Optional<Reading> value = read.apply(Objective.ofKey(limit.name()).orElseThrow());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            limited.put(limit.name(), value.get());
        }
        List<Double> front = experiment.search().front().stream().flatMap(each -> card.estimate(each).stream())
                .map(Estimate::mean).toList();
        return front.size() < experiment.search().front().size()
                ? Optional.empty()
                : Optional.of(new Lesson(front, limited));
    }

    /**
     * What the search is told beside the total.
     *
     * @param front  the scores of the objectives whose front is searched
     * @param limits the scores that have limits, by their names
     */
    record Lesson(List<Double> front, Map<String, Reading> limits) {}

    /** How many pictures of the search's prompts a subject has drawn, those with a LoRA included. */
    int pictures(Subject subject) {
        List<PictureMeasures> drawn = StudyJournal.measures(study, subject, experiment.suite(), Split.SEARCH);
        Map<String, SuitePrompt> prompts = new HashMap<>();
        experiment.suite().prompts(Split.SEARCH).forEach(prompt -> prompts.put(prompt.id(), prompt));
        return drawn.stream().mapToInt(each -> prompts.get(each.prompt()).pictures()).sum();
    }

    /** By how much a trial that was stopped is behind its rival; above 0. */
    static double behind(Trial.Outcome.Stopped stopped, Study study) {
        return total(study.trial(stopped.rival()).orElseThrow()) - stopped.total();
    }

    /** The trial that the search recommends: the one that it named at its end, or so far the best score. */
    static Optional<Trial> found(Study study) {
        Map<Integer, Trial> scored = new HashMap<>();
        study.trials().stream().filter(trial -> trial.outcome().orElse(null) instanceof Trial.Outcome.Scored
                && !SeedBlocks.isAgain(trial)).forEach(trial -> scored.put(trial.index(), trial));
        Optional<Trial> named = study.fact("found").map(index -> scored.get(Integer.parseInt(index)));
        return named.or(() -> scored.values().stream().max(Comparator.comparingDouble(StudyScores::total)
                .thenComparing(Comparator.comparingInt(Trial::index).reversed())));
    }

    private static double total(Trial trial) {
        return trial.outcome().orElse(null) instanceof Trial.Outcome.Scored scored
                ? scored.total()
                : Double.NEGATIVE_INFINITY;
    }

    /** The objectives that have a weight or a limit, in their order. */
    List<Objective> objectives() {
        return List.of(Objective.values()).stream().filter(objective -> experiment.objectives().containsKey(objective)
                || experiment.limits().stream().anyMatch(limit -> limit.name().equals(objective.key()))).toList();
    }
}
