package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.Batch;
import dev.cupel.evaluator.Evaluator;
import dev.cupel.evaluator.Reference;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.merger.recipe.Merge;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.search.Origin;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

    private ExperimentRun(Experiment experiment, String commandLine, RunObserver observer) {
        this.experiment = experiment;
        this.commandLine = commandLine;
        this.observer = observer;
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
            Fingerprint.check(study, experiment, inputs);
            Candidates candidates = Candidates.of(experiment, EarlierTrials.read(study, experiment, observer));
            Provenance.keep(study, experiment, inputs, commandLine, Instant.now());
            try (Laboratory laboratory = new Laboratory(experiment, inputs)) {
                laboratory.caution().ifPresent(observer::phase);
                Provenance.keepVersions(study, laboratory.versions());
                Bench bench = search(study, candidates, laboratory, inputs,
                        Parents.measured(study, laboratory, observer));
                new Finals(experiment, bench, observer).run();
            }
            return results(study, inputs);
        } finally {
            observer.end();
        }
    }

    private Bench search(Study study, Candidates candidates, Laboratory laboratory, Inputs inputs, Parents parents) {
        observer.phase("Searching");
        StudyScores scores = StudyScores.of(study, experiment); // the parents are measured: they are read once
        Lessons lessons = new Lessons(candidates.searcher(), experiment.limits(), scores::lesson);
        Bench bench = new Bench(study, scores, candidates, lessons, laboratory, inputs, parents);
        List<Trial> ended = study.trials().stream().filter(trial -> trial.outcome().isPresent()).toList();
        restore(ended, bench);
        double spent = ended.stream().mapToDouble(trial -> trial.seconds().total()).sum();
        for (int index = ended.size(); index < experiment.search().trials() && inTime(spent); index++) {
            spent += trial(index, bench);
        }
        return bench;
    }

    private boolean inTime(double spent) {
        return experiment.search().time().map(limit -> spent < limit.toMillis() / 1000.0).orElse(true);
    }

    /** Tells the search of the trials of earlier runs, those that lie in its space. */
    private void restore(List<Trial> ended, Bench bench) {
        Spaces spaces = Spaces.of(bench.study(), experiment.merge());
        boolean changed = spaces.begin(ended.size());
        int fitting = 0;
        for (Trial trial : ended) {
            Optional<List<Double>> point = spaces.point(trial);
            point.ifPresent(place -> restore(trial, place, bench));
            fitting += point.isPresent() ? 1 : 0;
        }
        if (changed) {
            observer.spaceChanged(fitting, ended.size());
        }
        if (bench.lessons().knowSeeds()) {
            bench.lessons().retell(bench.candidates().renewed(), bench.scores().seedVariance());
        }
        bench.candidates().searcher().startAt(ended.size());
    }

    private void restore(Trial trial, List<Double> place, Bench bench) {
        bench.lessons().restore(trial, place);
        bench.candidates().know(place.stream().mapToDouble(Double::doubleValue).toArray());
        if (trial.outcome().orElseThrow() instanceof Outcome.Scored scored && !SeedBlocks.isAgain(trial)) {
            observer.restored(trial.index(), scored.total());
        }
    }

    /** Does one trial: ask, merge, draw and score rung by rung, tell, store; returns its seconds. */
    private double trial(int index, Bench bench) {
        Stopwatch watch = new Stopwatch();
        Lessons lessons = bench.lessons();
        Candidates candidates = bench.candidates();
        Proposal proposal = candidates.learnsOfSeeds(index) && !lessons.knowSeeds() && lessons.any()
                ? candidates.again(index, lessons.best().values())
                : candidates.ask(index);
        double asked = watch.lap();
        Trial trial = begun(index, proposal, bench);
        double merged = watch.lap();
        Evaluator evaluator = bench.laboratory().candidate();
        Evaluator.Seconds before = evaluator.seconds();
        Race.Course course = SeedBlocks.isAgain(trial) ? again(trial, bench) : race(proposal, bench);
        Evaluator.Seconds spent = evaluator.seconds().since(before);
        watch.lap();
        Outcome outcome = lessons.tell(proposal, course);
        Seconds seconds = new Seconds(asked + watch.lap(), merged, spent.draw(), spent.score());
        bench.study().keep(trial.ended(outcome, seconds));
        if (SeedBlocks.isAgain(trial)) {
            lessons.retell(candidates.renewed(), bench.scores().seedVariance());
            candidates.searcher().startAt(index + 1);
        }
        observe(trial, outcome, bench.study(), seconds);
        return seconds.total();
    }

    /** Draws the merge that is live; what someone wants to know of is drawn in whole. */
    private Race.Course race(Proposal proposal, Bench bench) {
        StudyScores scores = bench.scores();
        StudyJournal journal = new StudyJournal(bench.study(), Subject.trial(proposal.index()), false, observer);
        Optional<Race.Rival> rival = bench.lessons().rival().filter(_ -> proposal.origin() != Origin.ENQUEUED)
                .map(best -> new Race.Rival(best, scores.card(Subject.trial(best), Split.SEARCH).orElseThrow()));
        return new Race(experiment.search().racing(), measures -> scores.card(measures, 0))
                .run(bench.laboratory().assay().rungs(Split.SEARCH),
                        rung -> bench.laboratory().candidate().evaluate(rung, bench.parents().reference(0), journal),
                        rival);
    }

    /** Draws the merge that is live with a block of seeds that it has not drawn yet, in whole. */
    private Race.Course again(Trial trial, Bench bench) {
        int block = SeedBlocks.of(trial, bench.study());
        Reference reference = bench.parents().reference(block);
        StudyJournal journal = new StudyJournal(bench.study(), Subject.trial(trial.index()), false, observer);
        List<Batch> batches = bench.laboratory().assay().redrawn(block).batches(Split.SEARCH);
        return new Race(Racing.OFF, measures -> bench.scores().card(measures, block)).run(List.of(batches),
                all -> bench.laboratory().candidate().evaluate(all, reference, journal), Optional.empty());
    }

    /** Merges the weights of a trial and writes down that it begins. */
    private Trial begun(int index, Proposal proposal, Bench bench) {
        Candidate candidate = experiment.merge().at(proposal.values());
        String hash = bench.laboratory().apply(candidate);
        Trial trial = new Trial(index, proposal.origin().name().toLowerCase(Locale.ROOT),
                boxed(proposal.point()),
                recipe(candidate, bench.inputs()).toJson(), hash, Optional.empty(), Seconds.NONE);
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
            case Outcome.Scored scored when SeedBlocks.isAgain(trial) -> observer.again(trial.index(), trials,
                    SeedBlocks.first(trial, study), scored.total(), scored.standardError(), seconds.total());
            case Outcome.Scored scored -> observer.trial(trial.index(), trials, trial.origin(), scored.total(),
                    scored.standardError(), seconds.total());
            case Outcome.Stopped stopped -> observer.stopped(trial.index(), trials, trial.origin(), stopped.rival(),
                    StudyScores.behind(stopped, study), stopped.standardError(), seconds.total());
            case Outcome.Failed failed -> observer.failed(trial.index(), trials, failed.cause());
        }
    }

    private Recipe recipe(Candidate candidate, Inputs inputs) {
        return inputs.recipe(experiment.merge(), candidate);
    }

    private Result results(Study study, Inputs inputs) {
        observer.phase("Writing the checkpoint and the report");
        Trial found = StudyScores.found(study).orElseThrow(() -> Finals.nothingScored(study));
        // with today's paths: the files may have moved since the trial, their hashes are the same
        Recipe kept = Recipe.parse(found.recipe());
        Recipe recipe = recipe(new Candidate(kept.method(), kept.coefficients()), inputs);
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

    private static List<Double> boxed(double[] point) {
        return DoubleStream.of(point).boxed().toList();
    }
}
