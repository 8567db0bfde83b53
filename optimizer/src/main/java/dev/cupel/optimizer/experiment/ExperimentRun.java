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
import dev.cupel.optimizer.search.Origin;
import dev.cupel.optimizer.search.Proposal;
import dev.cupel.optimizer.search.Search;
import dev.cupel.optimizer.search.SearchSettings;
import dev.cupel.optimizer.space.Space;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

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
    private final Space space;
    private final Search search;
    private final Lessons lessons;

    private ExperimentRun(Experiment experiment, String commandLine, RunObserver observer) {
        this.experiment = experiment;
        this.commandLine = commandLine;
        this.observer = observer;
        this.space = experiment.merge().space();
        List<double[]> enqueued = uniform(experiment, space);
        this.search = Search.create(space, SearchSettings.bayesian(experiment.seed(),
                Math.max(experiment.search().initial() + enqueued.size(), 1)), enqueued);
        this.lessons = new Lessons(search);
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

    /** The uniform merges that lie in the space: they are tried first, the parents among them. */
    private static List<double[]> uniform(Experiment experiment, Space space) {
        return experiment.search().uniform().stream().flatMap(alpha -> experiment.merge().place(alpha).stream())
                .map(space::point).toList();
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
            Fingerprint.check(study, experiment, inputs);
            Provenance.keep(study, experiment, inputs, commandLine, Instant.now());
            try (Laboratory laboratory = new Laboratory(experiment, inputs)) {
                Provenance.keepVersions(study, laboratory.versions());
                Map<Split, Reference> references = parents(study, laboratory);
                search(study, laboratory, inputs, references.get(Split.SEARCH));
                finals(study, laboratory, references.get(Split.HELD_OUT));
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

    private void search(Study study, Laboratory laboratory, Inputs inputs, Reference reference) {
        observer.phase("Searching");
        List<Trial> ended = study.trials().stream().filter(trial -> trial.outcome().isPresent()).toList();
        ended.forEach(this::restore);
        StudyScores scores = StudyScores.of(study, experiment); // the parents are measured: they are read once
        double spent = ended.stream().mapToDouble(trial -> trial.seconds().total()).sum();
        for (int index = ended.size(); index < experiment.search().trials() && inTime(spent); index++) {
            spent += trial(index, study, scores, laboratory, inputs, reference);
        }
    }

    private boolean inTime(double spent) {
        return experiment.search().time().map(limit -> spent < limit.toMillis() / 1000.0).orElse(true);
    }

    private void restore(Trial trial) {
        lessons.restore(trial);
        if (trial.outcome().orElseThrow() instanceof Outcome.Scored scored) {
            observer.restored(trial.index(), scored.total());
        }
    }

    /** Does one trial; returns its seconds. */
    private double trial(int index, Study study, StudyScores scores, Laboratory laboratory, Inputs inputs,
            Reference reference) {
        Stopwatch watch = new Stopwatch();
        Proposal proposal = search.ask();
        double asked = watch.lap();
        Trial trial = begun(index, proposal, study, laboratory, inputs);
        StudyJournal journal = journal(study, Subject.trial(index), false);
        double merged = watch.lap();
        Evaluator.Seconds before = laboratory.candidate().seconds();
        // what someone wants to know of is drawn in whole
        Optional<Race.Rival> rival = lessons.rival().filter(_ -> proposal.origin() != Origin.ENQUEUED)
                .map(best -> new Race.Rival(best, scores.card(Subject.trial(best), Split.SEARCH).orElseThrow()));
        Race.Course course = new Race(experiment.search().racing(), measures -> scores.card(measures, Split.SEARCH))
                .run(laboratory.assay().rungs(Split.SEARCH),
                        rung -> laboratory.candidate().evaluate(rung, reference, journal), rival);
        Evaluator.Seconds spent = laboratory.candidate().seconds().since(before);
        watch.lap();
        Outcome outcome = lessons.tell(proposal, course);
        Seconds seconds = new Seconds(asked + watch.lap(), merged, spent.draw(), spent.score());
        study.keep(trial.ended(outcome, seconds));
        observe(trial, outcome, study, seconds);
        return seconds.total();
    }

    /** Merges the weights of a trial and writes down that it begins. */
    private Trial begun(int index, Proposal proposal, Study study, Laboratory laboratory, Inputs inputs) {
        Coefficients coefficients = experiment.merge().at(proposal.values());
        laboratory.live().apply(coefficients);
        Trial trial = new Trial(index, proposal.origin().name().toLowerCase(Locale.ROOT), boxed(proposal.point()),
                recipe(coefficients, inputs).toJson(), laboratory.live().hash(), Optional.empty(), Seconds.NONE);
        checkPending(study, trial);
        study.keep(trial);
        Twins.of(trial, study).ifPresent(earlier -> observer.sameWeights(index, earlier));
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
    private void finals(Study study, Laboratory laboratory, Reference reference) {
        observer.phase("Measuring the found merge and the uniform ones on held-out prompts");
        if (StudyScores.found(study).isEmpty()) {
            throw nothingScored(study);
        }
        Lessons.Best found = lessons.best();
        study.replace("found", String.valueOf(found.index()));
        search.lengthScales()
                .forEach((axis, length) -> study.replace(StudyFiles.LENGTH_SCALE + axis, String.valueOf(length)));
        judge(study, laboratory, reference, Subject.trial(found.index()), experiment.merge().at(found.values()));
        for (double alpha : experiment.search().uniform()) {
            judge(study, laboratory, reference, StudyFiles.uniform(alpha), experiment.merge().uniform(alpha));
        }
        study.replace("finished", study.fact("finished.at." + experiment.search().trials()).orElseGet(() -> {
            String now = Instant.now().toString();
            study.remember("finished.at." + experiment.search().trials(), now);
            return now;
        }));
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
