package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.Evaluator;
import dev.cupel.evaluator.Reference;
import dev.cupel.evaluator.drawing.BrokenPictureException;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.recipe.Merge;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.search.Advice;
import dev.cupel.optimizer.search.Proposal;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.StudyException;
import dev.cupel.optimizer.study.Subject;
import dev.cupel.optimizer.study.Trial;
import dev.cupel.optimizer.study.Trial.Outcome;
import dev.cupel.optimizer.study.Trial.Seconds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The loop: ask, merge, draw, score, store, tell; and at its end the held-out prompts, the checkpoint and the report.
 *
 * <p>Whatever the study holds already is not done again, and what is done next follows from the experiment and the study alone.
 * So a run that was stopped at any moment ends with the same trials, bit by bit, as one that was not.
 */
public final class ExperimentRun {

    private final Experiment experiment;
    private final String commandLine;
    private final RunObserver observer;
    private final List<Advice.Earlier> earlier;
    private final Candidates candidates;

    private ExperimentRun(Experiment experiment, String commandLine, RunObserver observer) {
        this.experiment = experiment;
        this.commandLine = commandLine;
        this.observer = observer;
        this.earlier = EarlierTrials.read(experiment.search().warmStart(), experiment.merge());
        this.candidates = Candidates.of(experiment, earlier);
    }

    /**
     * Prepares a run.
     *
     * @param commandLine how the program was started, for the report
     * @param observer    who wants to know how far it is
     */
    public static ExperimentRun of(Experiment experiment, String commandLine, RunObserver observer) {
        return new ExperimentRun(experiment, commandLine, observer);
    }

    /**
     * What a run ends with.
     *
     * @param verdict    one sentence
     * @param report     the HTML report
     * @param recipe     the best recipe, JSON
     * @param checkpoint the best checkpoint, safetensors
     */
    public record Result(String verdict, Path report, Path recipe, Path checkpoint) {}

    /**
     * Runs the experiment, or what is left of it.
     *
     * @throws dev.cupel.optimizer.study.StudyException if the study cannot be used, or was begun with other inputs
     */
    public Result run() {
        observer.phase("Reading the inputs");
        Inputs inputs = Inputs.of(experiment);
        try (Study study = Study.open(StudyFiles.study(experiment))) {
            Fingerprint.check(study, experiment, inputs, earlier);
            Provenance.keep(study, experiment, inputs, commandLine, Instant.now());
            try (Laboratory laboratory = new Laboratory(experiment, inputs)) {
                laboratory.caution().ifPresent(observer::phase);
                Provenance.keepVersions(study, laboratory.versions());
                Map<Split, Reference> references = parents(study, laboratory);
                Lessons lessons = search(study, laboratory, inputs, references.get(Split.SEARCH));
                finals(study, lessons, laboratory, references.get(Split.HELD_OUT));
            }
            return results(study, inputs);
        } finally {
            observer.end();
        }
    }

    /** Measures both parents by both splits; the tuned model is what everything is compared with. */
    private Map<Split, Reference> parents(Study study, Laboratory laboratory) {
        observer.phase("Measuring the tuned model and the new base");
        Map<Split, Reference> references = new EnumMap<>(Split.class);
        try (LoadedWeights weights = laboratory.parent(Role.TUNED);
                DrawnModel drawn = laboratory.drawn(weights);
                Evaluator tuned = Evaluator.open(laboratory.assay(), drawn.weights())) {
            for (Split split : Split.values()) {
                references.put(split, tuned.reference(split, journal(study, Subject.TUNED, true)));
            }
        }
        try (LoadedWeights weights = laboratory.parent(Role.NEW_BASE);
                DrawnModel drawn = laboratory.drawn(weights);
                Evaluator newBase = Evaluator.open(laboratory.assay(), drawn.weights())) {
            for (Split split : Split.values()) {
                newBase.evaluate(split, references.get(split), journal(study, Subject.NEW_BASE, true));
            }
        }
        return references;
    }

    /** What a run has open while it searches. */
    private record Bench(Study study, StudyScores scores, Lessons lessons, Laboratory laboratory, Inputs inputs,
            Reference reference) {}

    private Lessons search(Study study, Laboratory laboratory, Inputs inputs, Reference reference) {
        observer.phase("Searching");
        StudyScores scores = StudyScores.of(study, experiment); // the parents are measured: they are read once
        Lessons lessons = new Lessons(candidates.searcher(), experiment.limits(), scores::lesson);
        Bench bench = new Bench(study, scores, lessons, laboratory, inputs, reference);
        List<Trial> ended = study.trials().stream().filter(trial -> trial.outcome().isPresent()).toList();
        ended.forEach(trial -> restore(trial, lessons));
        double spent = ended.stream().mapToDouble(trial -> trial.seconds().total()).sum();
        for (int index = ended.size(); index < experiment.search().trials() && inTime(spent); index++) {
            spent += trial(index, bench);
        }
        return lessons;
    }

    private boolean inTime(double spent) {
        return experiment.search().time().map(limit -> spent < limit.toMillis() / 1000.0).orElse(true);
    }

    private void restore(Trial trial, Lessons lessons) {
        lessons.restore(trial);
        if (trial.outcome().orElseThrow() instanceof Outcome.Scored scored) {
            observer.restored(trial.index(), scored.total());
        }
    }

    /** Does one trial: ask, merge, draw and score rung by rung, tell, store; returns its seconds. */
    private double trial(int index, Bench bench) {
        Stopwatch watch = new Stopwatch();
        Proposal proposal = candidates.ask(index);
        double asked = watch.lap();
        Trial trial = begun(index, proposal, bench);
        double merged = watch.lap();
        Evaluator evaluator = bench.laboratory().candidate();
        Evaluator.Seconds before = evaluator.seconds();
        Race.Course course = race(index, bench);
        Evaluator.Seconds spent = evaluator.seconds().since(before);
        watch.lap();
        Outcome outcome = bench.lessons().tell(proposal, course);
        Seconds seconds = new Seconds(asked + watch.lap(), merged, spent.draw(), spent.score());
        bench.study().keep(trial.ended(outcome, seconds));
        observe(trial, outcome, bench.study(), seconds);
        return seconds.total();
    }

    /** Draws the merge that is live; what someone wants to know of is drawn in whole. */
    private Race.Course race(int index, Bench bench) {
        StudyScores scores = bench.scores();
        StudyJournal journal = journal(bench.study(), Subject.trial(index), false);
        Optional<Race.Rival> rival = bench.lessons().rival().filter(_ -> !candidates.isEnqueued(index))
                .map(best -> new Race.Rival(best, scores.card(Subject.trial(best), Split.SEARCH).orElseThrow()));
        return new Race(experiment.search().racing(), measures -> scores.card(measures, Split.SEARCH))
                .run(bench.laboratory().assay().rungs(Split.SEARCH),
                        rung -> bench.laboratory().candidate().evaluate(rung, bench.reference(), journal), rival);
    }

    /** Merges the weights of a trial and writes down that it begins. */
    private Trial begun(int index, Proposal proposal, Bench bench) {
        Coefficients coefficients = experiment.merge().at(proposal.values());
        bench.laboratory().live().apply(coefficients);
        Trial trial = new Trial(index, candidates.origin(proposal).name().toLowerCase(Locale.ROOT),
                boxed(proposal.point()),
                recipe(coefficients, bench.inputs()).toJson(), bench.laboratory().live().hash(), Optional.empty(),
                Seconds.NONE);
        checkPending(bench.study(), trial);
        bench.study().keep(trial);
        Twins.of(trial, bench.study()).ifPresent(earlier -> observer.sameWeights(index, earlier));
        return trial;
    }

    /** A trial that was interrupted must go on with the same weights: its batches would not belong together otherwise. */
    private static void checkPending(Study study, Trial trial) {
        study.trial(trial.index()).filter(kept -> !kept.weightsHash().equals(trial.weightsHash())).ifPresent(kept -> {
            throw new StudyException(
                    "trial %d of %s was begun with other weights (%s, now %s).\nMaybe the study comes from another machine or version: begin a new one by --output."
                            .formatted(trial.index() + 1, study.file(), kept.weightsHash(), trial.weightsHash()));
        });
    }

    private void observe(Trial trial, Outcome outcome, Study study, Seconds seconds) {
        int trials = experiment.search().trials();
        switch (outcome) {
            case Outcome.Scored scored -> observer.trial(trial.index(), trials, trial.origin(), scored.total(),
                    scored.standardError(), seconds.total());
            case Outcome.Stopped stopped -> observer.stopped(trial.index(), trials, trial.origin(), stopped.rival(),
                    StudyScores.behind(stopped, study), stopped.standardError(), seconds.total());
            case Outcome.Failed failed -> observer.failed(trial.index(), trials, failed.cause());
        }
    }

    private Recipe recipe(Coefficients coefficients, Inputs inputs) {
        return inputs.recipe(experiment.merge(), coefficients);
    }

    /** Measures the found merge and the uniform ones on prompts that the search never saw. */
    private void finals(Study study, Lessons lessons, Laboratory laboratory, Reference reference) {
        observer.phase("Measuring the found merge and the uniform ones on held-out prompts");
        if (StudyScores.found(study).isEmpty()) {
            throw nothingScored(study);
        }
        Lessons.Best found = lessons.best();
        study.replace("found", String.valueOf(found.index()));
        candidates.lengthScales()
                .forEach((axis, length) -> study.replace(StudyFiles.LENGTH_SCALE + axis, String.valueOf(length)));
        judge(study, laboratory, reference, Subject.trial(found.index()), experiment.merge().at(found.values()));
        for (int end : ends(lessons, study)) {
            judge(study, laboratory, reference, Subject.trial(end), experiment.merge().at(lessons.values(end)));
        }
        for (double alpha : experiment.search().uniform()) {
            judge(study, laboratory, reference, StudyFiles.uniform(alpha), experiment.merge().uniform(alpha));
        }
        study.replace("finished", study.fact("finished.at." + experiment.search().trials()).orElseGet(() -> {
            String now = Instant.now().toString();
            study.remember("finished.at." + experiment.search().trials(), now);
            return now;
        }));
    }

    /** Remembers the front that was searched; returns its ends, of which the report shows pictures. */
    private Set<Integer> ends(Lessons lessons, Study study) {
        int objectives = experiment.search().front().size();
        if (objectives == 0) {
            return Set.of();
        }
        List<Integer> front = lessons.front();
        study.replace(StudyFiles.FRONT, String.join(" ", front.stream().map(String::valueOf).toList()));
        StudyScores scores = StudyScores.of(study, experiment);
        return IntStream.range(0, objectives).mapToObj(objective -> front.stream().max(Comparator
                .comparingDouble(trial -> scores.lesson(trial).orElseThrow().front().get(objective))))
                .flatMap(Optional::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    private void judge(Study study, Laboratory laboratory, Reference reference, Subject subject,
            Coefficients coefficients) {
        laboratory.live().apply(coefficients);
        try {
            laboratory.candidate().evaluate(Split.HELD_OUT, reference, journal(study, subject, true));
        } catch (BrokenPictureException e) {
            study.replace("broken." + subject.key(), String.valueOf(e.getMessage()));
        }
    }

    private static StudyException nothingScored(Study study) {
        return new StudyException(
                "no trial of %s could be scored: %s\nMaybe the alphas are too large, or the time is too short."
                        .formatted(study.file(), study.trials().stream().flatMap(trial -> trial.outcome().stream())
                                .map(Object::toString).findFirst().orElse("none was begun")));
    }

    private Result results(Study study, Inputs inputs) {
        observer.phase("Writing the checkpoint and the report");
        Trial found = StudyScores.found(study).orElseThrow(() -> nothingScored(study));
        // with today's paths: the files may have moved since the trial, their hashes are the same
        Recipe recipe = recipe(Recipe.parse(found.recipe()).coefficients(), inputs);
        Path json = StudyFiles.recipe(experiment);
        Path checkpoint = StudyFiles.checkpoint(experiment);
        try {
            recipe.write(json);
            Merge.write(recipe, checkpoint, experiment.name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ExperimentReport report = new ExperimentReport(experiment, study);
        return new Result(report.verdict(), report.write(), json, checkpoint);
    }

    private StudyJournal journal(Study study, Subject subject, boolean keepPictures) {
        return new StudyJournal(study, subject, keepPictures, observer);
    }

    private static List<Double> boxed(double[] point) {
        return DoubleStream.of(point).boxed().toList();
    }
}
