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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program in processes of its own and kills them, as a power cut would. */
class KillTest {

    private static final int KILLS = 3;

    @TempDir
    private Path folder;

    @Test
    void aRunThatWasKilledEndsWithTheSameTrialsBitByBit() throws Exception {
        Path experiment = TinyExperiment.write(folder);
        Path quiet = folder.resolve("quiet");

        double whole = run(experiment, quiet);
        Path killed = killed(experiment, whole, KILLS, 0.2);

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

        double whole = run(experiment, quiet);
        // after the start and the parents, which the other test kills
        Path killed = killed(experiment, whole, 2, 0.55);

        assertThat(trials(killed)).isEqualTo(trials(quiet)).hasSize(7);
        assertThat(trials(quiet)).anyMatch(trial -> trial.outcome().orElseThrow() instanceof Trial.Outcome.Stopped)
                .anyMatch(SeedBlocks::isAgain);
        assertThat(measures(killed)).isEqualTo(measures(quiet));
        assertThat(facts(killed)).isEqualTo(facts(quiet)).containsKeys("found", "finalists");
    }

    /** Runs an experiment in peace; returns its seconds. */
    private static double run(Path experiment, Path output) throws Exception {
        long begin = System.nanoTime();
        assertThat(start(experiment, output).waitFor()).as(log(output)).isZero();
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Runs an experiment that is killed some times, from a part of its time on; returns its folder. */
    private Path killed(Path experiment, double whole, int times, double from) throws Exception {
        Path killed = folder.resolve("killed");
        Random random = new Random(20261123);
        int kills = 0;
        List<Integer> trialsAtKill = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Process process = start(experiment, killed);
            // from before the first picture to the last line of the report
            boolean ended = process.waitFor((long) (1000 * whole * (from + (0.7 - from) * random.nextDouble())),
                    TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            kills += ended ? 0 : 1;
            trialsAtKill.add(trials(killed).size());
        }
        assertThat(start(experiment, killed).waitFor()).as(log(killed)).isZero();
        assertThat(kills).as("kills that hit a running process; trials then: %s", trialsAtKill).isPositive();
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
        return Files.exists(file) ? Files.readString(file) : "no log";
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
