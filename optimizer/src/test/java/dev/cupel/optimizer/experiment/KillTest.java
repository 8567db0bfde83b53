package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.TinyExperiment;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Subject;
import dev.cupel.optimizer.study.Trial;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program in processes of its own and kills them, as a power cut would. */
class KillTest {

    @TempDir
    private Path folder;

    @Test
    void aRunThatWasKilledEndsWithTheSameTrialsBitByBit() throws Exception {
        Path experiment = TinyExperiment.write(folder);
        Path quiet = folder.resolve("quiet");

        run(experiment, quiet);
        Path killed = killed(experiment, "Measuring the tuned model", "trial 2/6", "trial 5/6");

        assertThat(trials(killed)).isEqualTo(trials(quiet)).hasSize(6);
        assertThat(measures(killed)).isEqualTo(measures(quiet));
        assertThat(Files.readAllBytes(killed.resolve("tiny/tiny.safetensors")))
                .isEqualTo(Files.readAllBytes(quiet.resolve("tiny/tiny.safetensors")));
    }

    /** In the middle of races, of drawing a merge again with other seeds, and of comparing finalists. */
    @Test
    void soDoesARunThatRacesAndDrawsAgain() throws Exception {
        Path experiment = TinyExperiment.write(folder, TinyExperiment.text().replaceAll("(?s)loras:.*device",
                """
                        objectives: {fidelity: {weight: 1}, composition: {weight: 1}}
                        search:
                          {trials: 7, initial: 3, uniform: [1], racing: {rungs: [0.5], level: 0.3}, replicate: true, finalists: 2}
                        device"""));
        Files.writeString(folder.resolve("suite.yaml"), RacedExperimentTest.SUITE);
        Path quiet = folder.resolve("quiet");

        run(experiment, quiet);
        Path killed = killed(experiment, "trial 4/7", "trial 7/7");

        assertThat(trials(killed)).isEqualTo(trials(quiet)).hasSize(7);
        assertThat(trials(quiet)).anyMatch(trial -> trial.outcome().orElseThrow() instanceof Trial.Outcome.Stopped)
                .anyMatch(SeedBlocks::isAgain);
        assertThat(measures(killed)).isEqualTo(measures(quiet));
        assertThat(facts(killed)).isEqualTo(facts(quiet)).containsKeys("found", "finalists");
    }

    private static void run(Path experiment, Path output) throws Exception {
        assertThat(start(experiment, output).waitFor()).as(log(output)).isZero();
    }

    /** Runs an experiment that is killed soon after it said each of these things, and then in peace; returns its folder. */
    private Path killed(Path experiment, String... said) throws Exception {
        Path killed = folder.resolve("killed");
        Random random = new Random(20261123);
        for (String each : said) {
            int before = log(killed).length();
            Process process = start(experiment, killed);
            while (process.isAlive() && log(killed).indexOf(each, before) < 0) {
                Thread.sleep(10);
            }
            boolean ended = process.waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            assertThat(ended).as("it ended before it was killed after '%s': %s", each, log(killed)).isFalse();
        }
        run(experiment, killed);
        return killed;
    }

    private static Map<String, String> facts(Path output) {
        try (Study study = Study.open(output.resolve("tiny/study.sqlite"))) {
            Map<String, String> facts = new LinkedHashMap<>(study.facts());
            facts.keySet().removeIf(name -> !List.of("found", "finalists").contains(name));
            return facts;
        }
    }

    private static Process start(Path experiment, Path output) throws IOException {
        Files.createDirectories(output);
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"),
                "dev.cupel.optimizer.cli.Cupel", "run", experiment.toString(), "--output", output.toString());
        File log = output.resolve("log.txt").toFile();
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private static String log(Path output) throws IOException {
        Path file = output.resolve("log.txt");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** The trials without their seconds, which are never the same. */
    private static List<Trial> trials(Path output) {
        Path file = output.resolve("tiny/study.sqlite");
        if (!Files.exists(file)) {
            return List.of();
        }
        try (Study study = Study.open(file)) {
            return study.trials().stream()
                    .map(trial -> new Trial(trial.index(), trial.origin(), trial.point(), trial.recipe(),
                            trial.weightsHash(), trial.outcome(), Trial.Seconds.NONE))
                    .toList();
        }
    }

    private static Map<String, Map<String, Map<String, Double>>> measures(Path output) {
        Map<String, Map<String, Map<String, Double>>> measures = new LinkedHashMap<>();
        try (Study study = Study.open(output.resolve("tiny/study.sqlite"))) {
            for (Trial trial : study.trials()) {
                measures.put("trial-" + trial.index(), study.measures(Subject.trial(trial.index())));
            }
            measures.put("uniform-1.0", study.measures(new Subject("uniform-1.0")));
            measures.put("tuned", study.measures(Subject.TUNED));
            measures.put("new_base", study.measures(Subject.NEW_BASE));
        }
        return measures;
    }
}
