package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.optimizer.TinyExperiment;
import dev.cupel.optimizer.search.Advice;
import dev.cupel.optimizer.search.Outcome.Measured;
import dev.cupel.optimizer.search.Outcome.Reading;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Subject;
import dev.cupel.optimizer.study.Trial;
import dev.cupel.optimizer.study.Trial.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment whose trials are stopped early, run to its end, and run with interruptions. */
class RacedExperimentTest {

    static final String SUITE = """
            contrasts:
              hair: [blonde hair, black hair, red hair, blue hair]
            prompts:
              - anime, 1girl, red hair, meadow
              - anime, 1boy, blue hair, beach
              - anime, 1girl, black hair, beach
              - anime, 1boy, blonde hair, indoors
              - anime, 1girl, red hair, night sky
              - anime, 1boy, blue hair, meadow
              - anime, 1girl, black hair, simple background
              - anime, 1boy, blonde hair, night sky
            held_out:
              - anime, 1girl, blonde hair, beach
              - anime, 1boy, red hair, night sky
            """;

    @TempDir
    private static Path folder;
    private static Experiment whole;
    private static ExperimentRun.Result result;

    @BeforeAll
    static void run() throws IOException {
        Path file = TinyExperiment.write(folder, TinyExperiment.text().replaceAll("(?s)loras:.*device", """
                objectives: {fidelity: {weight: 1}, composition: {weight: 1}, fried: {at_most: 9}}
                search: {trials: 8, initial: 4, uniform: [1], racing: {rungs: [0.5], level: 0.3}}
                device"""));
        Files.writeString(folder.resolve("suite.yaml"), SUITE);
        whole = Experiment.read(file).withOutput(folder.resolve("whole"));
        result = ExperimentRun.of(whole, "test", new Watcher(Integer.MAX_VALUE)).run();
    }

    @Test
    void stoppedTrialsHaveDrawnLessAndAreNeverTheFoundOne() throws IOException {
        List<Trial> trials = trials(whole);
        List<Trial> stopped = trials.stream().filter(trial -> trial.outcome().orElseThrow() instanceof Outcome.Stopped)
                .toList();
        assertThat(trials).hasSize(8);
        assertThat(stopped).isNotEmpty().hasSizeLessThan(8);
        try (Study study = Study.open(StudyFiles.study(whole))) {
            for (Trial trial : trials) {
                // held-out prompts have an h
                assertThat(study.measures(Subject.trial(trial.index())).keySet())
                        .filteredOn(picture -> picture.startsWith("p")).hasSize(stopped.contains(trial) ? 4 : 8);
            }
            int found = Integer.parseInt(study.fact("found").orElseThrow());
            assertThat(trials.get(found).outcome().orElseThrow()).isInstanceOf(Outcome.Scored.class);
        }
        assertThat(Files.readString(result.report()))
                .contains("stopped after 4 of 8 pictures", "%d were stopped early".formatted(stopped.size()));
    }

    @Test
    void whatHasALimitIsAsUnsureAsTheTotalWhereATrialWasStopped() {
        try (Study study = Study.open(StudyFiles.study(whole))) {
            StudyScores scores = StudyScores.of(study, whole);
            for (Trial trial : study.trials()) {
                OptionalInt rival = trial.outcome().orElseThrow() instanceof Outcome.Stopped stopped
                        ? OptionalInt.of(stopped.rival())
                        : OptionalInt.empty();
                Reading fried = scores.lesson(trial.index(), rival).orElseThrow().limits().get("fried");

                assertThat(fried.variance() > 0).isEqualTo(rival.isPresent());
                assertThat(fried.value()).isBetween(-9.0, 9.0);
            }
        }
    }

    @Test
    void aLaterExperimentLearnsTheLimitsTooIfItDrawsTheSamePictures() throws IOException {
        Path file = whole.file();
        String text = Files.readString(file).replace("trials: 8",
                "trials: 8, warm_start: \"" + StudyFiles.study(whole) + "\"");
        List<Advice.Earlier> same = learned(text);
        List<Advice.Earlier> weighed = learned(text.replace("fidelity: {weight: 1}", "fidelity: {weight: 3}"));
        List<Advice.Earlier> other = learned(text.replace("steps: 2", "steps: 3"));

        for (Trial trial : trials(whole)) {
            Measured told = measured(same, trial);
            Measured anew = measured(weighed, trial);
            double total = switch (trial.outcome().orElseThrow()) {
                case Outcome.Scored scored -> scored.total();
                case Outcome.Stopped stopped -> stopped.total();
                case Outcome.Failed _ -> Double.NaN;
            };
            assertThat(told.values()).containsExactly(total);
            assertThat(told.variances().getFirst() > 0)
                    .isEqualTo(trial.outcome().orElseThrow() instanceof Outcome.Stopped);
            assertThat(told.limits()).containsOnlyKeys("fried").isEqualTo(anew.limits());
            assertThat(anew.values().getFirst()).isNotEqualTo(total);
            assertThat(measured(other, trial)).isEqualTo(
                    new Measured(told.values(), told.variances(), Map.of()));
        }
    }

    private static Measured measured(List<Advice.Earlier> earlier, Trial trial) {
        assertThat(earlier).hasSize(8);
        return (Measured) earlier.get(trial.index()).outcome();
    }

    private static List<Advice.Earlier> learned(String text) throws IOException {
        Experiment later = Experiment.read(Files.writeString(folder.resolve("later.yaml"), text));
        try (Study study = Study.open(Files.createTempDirectory(folder, "later").resolve("study.sqlite"))) {
            Fingerprint.check(study, later, Inputs.of(later));
            return EarlierTrials.read(study, later, new Silence()).getFirst();
        }
    }

    @Test
    void anInterruptedRunEndsWithTheSameTrialsBitByBit() {
        Experiment broken = whole.withOutput(folder.resolve("broken"));

        // each run ends within another rung of another trial; the last one goes to the end
        for (int pictures : List.of(21, 7, 12)) {
            assertThatThrownBy(() -> ExperimentRun.of(broken, "test", new Watcher(pictures)).run())
                    .hasMessage("enough");
        }
        ExperimentRun.of(broken, "test", new Watcher(Integer.MAX_VALUE)).run();

        assertThat(trials(broken)).isEqualTo(trials(whole));
        assertThat(measures(broken)).isEqualTo(measures(whole));
    }

    private static List<Trial> trials(Experiment experiment) {
        try (Study study = Study.open(StudyFiles.study(experiment))) {
            return study.trials().stream()
                    .map(trial -> trial.ended(trial.outcome().orElseThrow(), Trial.Seconds.NONE)).toList();
        }
    }

    private static List<Map<String, Map<String, Double>>> measures(Experiment experiment) {
        List<Map<String, Map<String, Double>>> measures = new ArrayList<>();
        try (Study study = Study.open(StudyFiles.study(experiment))) {
            study.trials().forEach(trial -> measures.add(study.measures(Subject.trial(trial.index()))));
        }
        return measures;
    }

    /** Has seen enough after so many pictures. */
    private static final class Watcher extends Silence {

        private int pictures;

        Watcher(int pictures) {
            this.pictures = pictures;
        }

        @Override
        public void pictures(int more) {
            pictures -= more;
            if (pictures < 0) {
                throw new IllegalStateException("enough");
            }
        }
    }
}
