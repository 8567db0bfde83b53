package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.Batch;
import dev.cupel.evaluator.Evaluator;
import dev.cupel.evaluator.Reference;
import dev.cupel.evaluator.drawing.BrokenPictureException;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.StudyException;
import dev.cupel.optimizer.study.Subject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The end of a run: which merge was found, and what it and its rivals are worth on pictures that the search never saw. */
final class Finals {

    private final Experiment experiment;
    private final Study study;
    private final StudyScores scores;
    private final Candidates candidates;
    private final Lessons lessons;
    private final Laboratory laboratory;
    private final Parents parents;
    private final RunObserver observer;

    Finals(Experiment experiment, Bench bench, RunObserver observer) {
        this.experiment = experiment;
        this.study = bench.study();
        this.scores = bench.scores();
        this.candidates = bench.candidates();
        this.lessons = bench.lessons();
        this.laboratory = bench.laboratory();
        this.parents = bench.parents();
        this.observer = observer;
    }

    /**
     * Decides which trial is the found one, and measures it and the uniform merges on the held-out prompts.
     *
     * @throws StudyException if no trial could be scored
     */
    void run() {
        if (!lessons.any()) {
            throw nothingScored(study);
        }
        int found = experiment.search().finalists().count() > 0 ? finalist() : lessons.best().index();
        study.replace("found", String.valueOf(found));
        observer.phase("Measuring the found merge and the uniform ones on held-out prompts");
        candidates.lengthScales()
                .forEach((axis, length) -> study.replace(StudyFiles.LENGTH_SCALE + axis, String.valueOf(length)));
        judge(Subject.trial(found), candidate(found));
        for (int end : ends()) {
            judge(Subject.trial(end), candidate(end));
        }
        for (double alpha : experiment.search().uniform()) {
            judge(StudyFiles.uniform(alpha), experiment.merge().uniform(alpha));
        }
        String key = "finished.at." + experiment.search().trials();
        study.replace("finished", study.fact(key).orElseGet(() -> {
            String now = Instant.now().toString();
            study.remember(key, now);
            return now;
        }));
    }

    static StudyException nothingScored(Study study) {
        return new StudyException(
                "no trial of %s could be scored: %s\nMaybe the alphas are too large, or the time is too short."
                        .formatted(study.file(), study.trials().stream().flatMap(trial -> trial.outcome().stream())
                                .map(Object::toString).findFirst().orElse("none was begun")));
    }

    /** Draws the best trials again, all with the same seeds, which no trial has drawn; returns the one that is the best by all. */
    private int finalist() {
        Finalists plan = experiment.search().finalists();
        List<Integer> trials = lessons.finalists(plan.count());
        observer.phase("Comparing the best %d trials on fresh seeds".formatted(trials.size()));
        Evaluator evaluator = laboratory.candidate();
        for (int draw = 0; draw < plan.draws(); draw++) {
            int block = Finalists.block(draw);
            Reference reference = parents.reference(block);
            List<Batch> batches = laboratory.assay().redrawn(block).batches(Split.SEARCH);
            for (int trial : trials) {
                judge(Subject.trial(trial), candidate(trial), false,
                        journal -> evaluator.evaluate(batches, reference, journal));
            }
        }
        study.replace(StudyFiles.FINALISTS, String.join(" ", trials.stream().map(String::valueOf).toList()));
        study.replace(StudyFiles.FINAL_DRAWS, String.valueOf(plan.draws()));
        return new FinalScores(experiment, study, scores).best().orElseGet(trials::getFirst);
    }

    /** Remembers the front that was searched; returns its ends, of which the report shows pictures. */
    private Set<Integer> ends() {
        int objectives = experiment.search().front().size();
        if (objectives == 0) {
            return Set.of();
        }
        List<Integer> front = lessons.front();
        study.replace(StudyFiles.FRONT, String.join(" ", front.stream().map(String::valueOf).toList()));
        StudyScores current = StudyScores.of(study, experiment);
        return IntStream.range(0, objectives).mapToObj(objective -> front.stream().max(Comparator
                .comparingDouble(
                        trial -> current.lesson(trial, OptionalInt.empty()).orElseThrow().front().get(objective))))
                .flatMap(Optional::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    private Candidate candidate(int trial) {
        return experiment.merge().at(lessons.values(trial));
    }

    private void judge(Subject subject, Candidate candidate) {
        Reference reference = parents.heldOut();
        judge(subject, candidate, true,
                journal -> laboratory.candidate().evaluate(Split.HELD_OUT, reference, journal));
    }

    private void judge(Subject subject, Candidate candidate, boolean keepPictures, Consumer<StudyJournal> evaluate) {
        laboratory.apply(candidate);
        try {
            evaluate.accept(new StudyJournal(study, subject, keepPictures, observer));
        } catch (BrokenPictureException e) {
            study.replace("broken." + subject.key(), String.valueOf(e.getMessage()));
        }
    }
}
