package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.TinyExperiment;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.StudyException;
import dev.cupel.optimizer.study.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment whose file is changed between two runs. */
class ChangedSpaceTest {

    private static final String OUT = "    OUT00..OUT11: {range: [0.0, 1.5], group: out}\n";

    @TempDir
    private Path folder;
    private final List<String> told = new ArrayList<>();

    private Experiment read(int trials, String... changes) {
        String text = TinyExperiment.small().replace("trials: 6", "trials: " + trials).replace("uniform: [0, 1]",
                "uniform: [1]");
        for (int i = 0; i < changes.length; i += 2) {
            assertThat(text).contains(changes[i]);
            text = text.replace(changes[i], changes[i + 1]);
        }
        return Experiment.read(TinyExperiment.write(folder, text));
    }

    private ExperimentRun.Result run(Experiment experiment) {
        return ExperimentRun.of(experiment, "test", new Silence() {
            @Override
            public void spaceChanged(int fitting, int earlier) {
                told.add(fitting + " of " + earlier);
            }
        }).run();
    }

    private static List<Trial> trials(Experiment experiment) {
        try (Study study = Study.open(StudyFiles.study(experiment))) {
            return study.trials().stream()
                    .map(trial -> trial.ended(trial.outcome().orElseThrow(), Trial.Seconds.NONE)).toList();
        }
    }

    @Test
    void theSearchGoesOnWithTheTrialsThatLieInTheNewSpaceAndKeepsTheOthers() throws IOException {
        run(read(3));
        List<Trial> before = trials(read(3));
        String[] wider = {OUT, OUT + "    M00: [0, 1]\n", "method: add_difference",
                "method: [add_difference, train_difference]", "uniform: [1]", "uniform: [0.5, 1]"};
        Experiment changed = read(5, wider);

        run(changed);
        // all three had M00 at 1, which is within [0, 1]; a uniform merge that was not tried yet comes first
        assertThat(told).containsExactly("3 of 3");
        assertThat(trials(changed)).hasSize(5).startsWith(before.toArray(new Trial[0]));
        assertThat(trials(changed).get(3).origin()).isEqualTo("enqueued");
        assertThat(Recipe.parse(trials(changed).get(3).recipe()).coefficients().alpha().value()).isEqualTo(0.5);
        assertThat(trials(changed).get(4).point()).hasSize(5);

        // with OUT at 1 only the uniform merges lie in the space
        ExperimentRun.Result result = run(read(6, OUT, ""));
        assertThat(told).containsExactly("3 of 3", "2 of 5");
        assertThat(trials(changed)).hasSize(6);
        assertThat(trials(changed).get(5).point()).hasSize(2);
        assertThat(Files.readString(result.report())).contains("<b>in</b>").doesNotContain("<b>method</b>");

        assertThatThrownBy(() -> run(read(7, "method: add_difference", "method: add_difference\n  precision: fp32")))
                .isInstanceOf(StudyException.class).hasMessageContainingAll("was begun with another result",
                        "warm_start");
    }
}
