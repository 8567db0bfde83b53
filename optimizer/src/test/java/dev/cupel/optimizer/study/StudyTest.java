package dev.cupel.optimizer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.optimizer.study.Trial.Outcome;
import dev.cupel.optimizer.study.Trial.Seconds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {

    @TempDir
    private Path folder;

    @Test
    void trialsComeBackBitByBit() {
        List<Trial> trials = List.of(
                new Trial(0, "baseline", List.of(0.1 + 0.2, 1.0 / 3), "{}", "aa",
                        Optional.of(new Outcome.Scored(0.1 * 3, 1e-300, 0.7)),
                        new Seconds(0.1, 0.2, 0.3, 0.4)),
                new Trial(1, "sobol", List.of(Math.nextUp(0.0), 1.0), "{}", "bb",
                        Optional.of(new Outcome.Failed("black picture")),
                        Seconds.NONE),
                new Trial(2, "acquisition", List.of(), "{}", "cc", Optional.empty(), Seconds.NONE),
                new Trial(3, "acquisition", List.of(0.5), "{}", "aa",
                        Optional.of(new Outcome.Stopped(0.1 * 7, 1e-3, 0.7, 0)), Seconds.NONE));
        try (Study study = Study.open(file())) {
            trials.forEach(study::keep);
        }

        try (Study study = Study.open(file())) {
            assertThat(study.trials()).isEqualTo(trials);
            assertThat(study.trial(3)).contains(trials.get(3));
            assertThat(study.trial(4)).isEmpty();
            assertThat(study.trials("aa")).containsExactly(trials.get(0), trials.get(3));
        }
    }

    @Test
    void anOutcomeTakesThePlaceOfARunningTrial() {
        try (Study study = Study.open(file())) {
            study.keep(new Trial(0, "sobol", List.of(0.5), "{}", "aa", Optional.empty(), Seconds.NONE));

            study.keep(new Trial(0, "sobol", List.of(0.5), "{}", "aa", Optional.of(new Outcome.Scored(1, 0.1, 1)),
                    Seconds.NONE));

            assertThat(study.trials()).hasSize(1).first().satisfies(trial -> assertThat(trial.outcome())
                    .contains(new Outcome.Scored(1, 0.1, 1)));
        }
    }

    @Test
    void measuresAndPicturesComeBackPictureByPicture() {
        try (Study study = Study.open(file())) {
            study.keep(Subject.TUNED, Map.of("p1", Map.of("anatomy", 0.25, "fidelity", 1.0)),
                    Map.of("p1", new byte[]{1, 2}));
            study.keep(Subject.TUNED, Map.of("p2", Map.of()), Map.of());
        }

        try (Study study = Study.open(file())) {
            assertThat(study.measures(Subject.TUNED)).containsOnly(
                    Map.entry("p1", Map.of("anatomy", 0.25, "fidelity", 1.0)),
                    Map.entry("p2", Map.of()));
            assertThat(study.measures(Subject.NEW_BASE)).isEmpty();
            assertThat(study.png(Subject.TUNED, "p1")).contains(new byte[]{1, 2});
            assertThat(study.png(Subject.TUNED, "p2")).isEmpty();
        }
    }

    @Test
    void theFirstFactStaysUnlessItIsReplaced() {
        try (Study study = Study.open(file())) {
            study.remember("seed", "1");
            study.remember("seed", "2");
            study.replace("trials", "10");
            study.replace("trials", "20");

            assertThat(study.fact("seed")).contains("1");
            assertThat(study.fact("trials")).contains("20");
            assertThat(study.fact("nothing")).isEmpty();
        }
    }

    @Test
    void aTrialThatHasNotEndedIsForgottenWithItsMeasuresAndAnotherIsNot() {
        Trial begun = new Trial(3, "sobol", List.of(0.5), "{}", "aa", Optional.empty(), Trial.Seconds.NONE);
        Trial ended = begun.ended(new Trial.Outcome.Scored(1, 0.1, 1), Trial.Seconds.NONE);
        try (Study study = Study.open(file())) {
            study.keep(begun);
            study.keep(Subject.trial(3), Map.of("p1#1", Map.of("likeness", 0.5)), Map.of());

            study.forget(3);
            assertThat(study.trials()).isEmpty();
            assertThat(study.measures(Subject.trial(3))).isEmpty();

            study.keep(ended);
            study.forget(3);
            assertThat(study.trials()).containsExactly(ended);
        }
    }

    @Test
    void aSecondHolderIsRefused() {
        try (Study study = Study.open(file())) {
            study.remember("seed", "1");

            assertThatThrownBy(() -> Study.open(file())).isInstanceOf(StudyException.class)
                    .hasMessageContaining("another cupel is running");
        }
    }

    @Test
    void aStudyThatIsHeldOrOfAnOlderVersionIsRead() throws Exception {
        Trial trial = new Trial(0, "sobol", List.of(0.5), "{}", "aa", Optional.of(new Outcome.Scored(1, 0.1, 1)),
                Seconds.NONE);
        try (Study study = Study.open(file())) {
            study.keep(trial);
            try (Study reader = Study.read(file())) {
                assertThat(reader.trials()).containsExactly(trial);
            }
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE stopped");
        }

        try (Study reader = Study.read(file())) {
            assertThat(reader.trials()).containsExactly(trial);
            assertThatThrownBy(() -> reader.remember("seed", "1")).isInstanceOf(StudyException.class);
        }
    }

    @Test
    void anotherKindOfFileIsRefused() throws Exception {
        Files.writeString(file(),
                "this is a text and no database, long enough to have a header of its own ".repeat(20));

        assertThatThrownBy(() -> Study.open(file())).isInstanceOf(StudyException.class)
                .hasMessageContaining("another kind of file");
    }

    private Path file() {
        return folder.resolve("study.sqlite");
    }
}
