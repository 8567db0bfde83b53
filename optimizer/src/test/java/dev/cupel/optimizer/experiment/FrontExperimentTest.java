package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.objective.Estimate;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.Scorecard;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.optimizer.TinyExperiment;
import dev.cupel.optimizer.search.Advice;
import dev.cupel.optimizer.search.Outcome.Measured;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.StudyException;
import dev.cupel.optimizer.study.Subject;
import dev.cupel.optimizer.study.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches for fronts. */
class FrontExperimentTest {

    @TempDir
    private Path folder;

    /** It is interrupted once. */
    @Test
    void theFrontIsSearchedWithinTheLimitAndOneOfItIsFoundByTheWeights() throws IOException {
        Path file = TinyExperiment.write(folder, TinyExperiment.text().replaceAll("(?s)objectives:.*device",
                """
                        objectives: {fidelity: {weight: 1}, new_concepts: {weight: 2}, lora: {weight: 1}, fried: {at_most: 5}}
                        search: {trials: 6, initial: 2, uniform: [0.25, 1], front: [fidelity, new_concepts], reference: [-1, -1], enqueue: [{alpha: 0.8}]}
                        device"""));
        Experiment experiment = Experiment.read(file);
        RunObserver observer = new Silence();

        ExperimentRun.of(experiment.withTrials(4), "test", observer).run();
        ExperimentRun.Result result = ExperimentRun.of(experiment, "test", observer).run();

        try (Study study = Study.open(StudyFiles.study(experiment))) {
            StudyScores scores = StudyScores.of(study, experiment);
            List<Integer> front = List.of(study.fact(StudyFiles.FRONT).orElseThrow().split(" ")).stream()
                    .map(Integer::valueOf).toList();
            int found = Integer.parseInt(study.fact("found").orElseThrow());
            assertThat(study.trials()).hasSize(6).element(2).satisfies(trial -> assertThat(trial.origin())
                    .isEqualTo("enqueued"));
            assertThat(front).isNotEmpty().contains(found);
            Map<Integer, Double> totals = new TreeMap<>();
            front.forEach(trial -> totals.put(trial, scores.card(Subject.trial(trial), Split.SEARCH)
                    .flatMap(Scorecard::total).map(Estimate::mean).orElseThrow()));
            assertThat(totals.get(found)).isEqualTo(totals.values().stream().max(Double::compare).orElseThrow());
            assertThat(scores.lesson(found, OptionalInt.empty()).orElseThrow().limits().get("fried").value())
                    .isBetween(0.0, 5.0);
            assertThat(scores.objectives()).contains(Objective.FRIED);
        }
        assertThat(Files.readString(result.report())).contains("<h2>The front</h2>", "fried");

        String later = Files.readString(file).replace("trials: 6",
                "trials: 6, warm_start: \"" + StudyFiles.study(experiment) + "\"");
        try (Study study = Study.open(StudyFiles.study(experiment))) {
            StudyScores scores = StudyScores.of(study, experiment);
            assertThat(learned(later)).extracting(Advice.Earlier::outcome).isEqualTo(study.trials().stream()
                    .map(trial -> scores.lesson(trial.index(), OptionalInt.empty()).orElseThrow())
                    .map(lesson -> new Measured(lesson.front(), List.of(0.0, 0.0), lesson.limits())).toList());
            assertThatThrownBy(() -> learned(later.replace("steps: 2", "steps: 3")))
                    .isInstanceOf(StudyException.class).hasMessageContaining("must have drawn the pictures");
        }
    }

    /** What an experiment learns that lies in another folder, with its LoRA. */
    private List<Advice.Earlier> learned(String text) throws IOException {
        Path elsewhere = Files.createTempDirectory(folder, "later");
        Path lora = TinyExperiment.MINIATURE.resolve("loras/sepia.safetensors");
        Files.copy(lora, elsewhere.resolve(lora.getFileName()));
        Experiment later = Experiment
                .read(TinyExperiment.write(elsewhere, text.replace(lora.toString(), lora.getFileName().toString())));
        try (Study study = Study.open(elsewhere.resolve("study.sqlite"))) {
            Fingerprint.check(study, later, Inputs.of(later));
            return EarlierTrials.read(study, later, new Silence()).getFirst();
        }
    }

    @Test
    void aFrontOfAllObjectivesIsSearchedAndShown() throws IOException {
        Experiment experiment = Experiment.read(TinyExperiment.write(folder, TinyExperiment.text()
                .replace("  lora: {weight: 1}\n", "  lora: {weight: 1}\n  anatomy: {weight: 1}\n")
                .replace("trials: 6, initial: 2, uniform: [0, 1]",
                        "trials: 5, initial: 2, uniform: [1], front: [fidelity, composition, anatomy, lora, new_concepts]")));

        ExperimentRun.Result result = ExperimentRun.of(experiment, "test", new Silence()).run();

        try (Study study = Study.open(StudyFiles.study(experiment))) {
            StudyScores scores = StudyScores.of(study, experiment);
            List<Integer> front = Stream.of(study.fact(StudyFiles.FRONT).orElseThrow().split(" "))
                    .map(Integer::valueOf).toList();
            assertThat(study.trials()).hasSize(5).extracting(Trial::origin).endsWith("acquisition", "acquisition");
            assertThat(front).contains(Integer.valueOf(study.fact("found").orElseThrow()))
                    .allSatisfy(trial -> assertThat(scores.lesson(trial, OptionalInt.empty()).orElseThrow().front())
                            .hasSize(5));
        }
        assertThat(Files.readString(result.report())).contains("<h2>The front</h2>",
                "fidelity, composition, anatomy, lora, new_concepts", "at a point it says all");
    }
}
