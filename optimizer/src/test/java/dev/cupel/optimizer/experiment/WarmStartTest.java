package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.recipe.ModelSource;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.TinyExperiment;
import dev.cupel.optimizer.search.Advice;
import dev.cupel.optimizer.search.Outcome;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.StudyException;
import dev.cupel.optimizer.study.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmStartTest {

    private static final List<Double> ALPHAS = List.of(0.2, 0.6, 1.1);

    private static final ModelSource MODEL = new ModelSource(Path.of("a"), new FileHash("a".repeat(64)), false);

    @TempDir
    private Path folder;

    private MergeSpace space(String from, String to) {
        return Experiment.read(TinyExperiment.write(folder, TinyExperiment.text().replace(from, to))).merge();
    }

    @Test
    void aPointIsFoundAgainByItsCoefficients() {
        MergeSpace merge = space("alpha: [0.0, 1.2]", """
                alpha: [0.0, 1.2]
                  elements: [{blocks: IN00..IN05, elements: [attn1], weight: [0, 1]}]
                  text_encoder: [0, 1]""");
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            Map<String, Double> values = new HashMap<>();
            merge.axes().forEach(axis -> values.put(axis.name(), axis.value(random.nextDouble())));

            assertThat(merge.locate(merge.at(values))).contains(values);
        }
    }

    @Test
    void earlierTrialsCountWhereTheirMergeLiesInTheNewSpace() throws IOException {
        MergeSpace old = space("", "");
        Path file = folder.resolve("old.sqlite");
        try (Study study = Study.open(file)) {
            for (double alpha : ALPHAS) {
                Map<String, Double> values = Map.of("alpha", alpha, "in", 1.0, "out", alpha);
                study.keep(trial(ALPHAS.indexOf(alpha), old, values));
            }
        }

        byte[] before = Files.readAllBytes(file);
        List<Advice.Earlier> same = earlier("same", file, "", "");
        List<Advice.Earlier> narrower = earlier("narrower", file, "alpha: [0.0, 1.2]", "alpha: [0.5, 1.0]");
        List<Advice.Earlier> without = earlier("without", file,
                "    OUT00..OUT11: {range: [0.0, 1.5], group: out}\n", "");

        assertThat(same).hasSize(3);
        assertThat(same.get(1).outcome()).isEqualTo(Outcome.of(0.6));
        assertThat(same.get(0).outcome()).isEqualTo(Outcome.of(0.2, 0.01 * 0.01));
        assertThat(narrower).hasSize(1);
        assertThat(narrower.getFirst().point()[0]).isCloseTo(0.2, within(1e-12));
        // where OUT is fixed at 1, no earlier merge has it
        assertThat(without).isEmpty();
        assertThat(file).as("it was only read").hasBinaryContent(before);
    }

    @Test
    void aStudyLearnsWhatHadEndedWhenItBegan() {
        MergeSpace merge = space("", "");
        Path file = folder.resolve("old.sqlite");
        Map<String, Double> values = Map.of("alpha", 0.5, "in", 1.0, "out", 1.0);
        try (Study study = Study.open(file)) {
            study.keep(trial(0, merge, values));
        }
        assertThat(earlier("study", file, "", "")).hasSize(1);
        try (Study study = Study.open(file)) {
            study.keep(trial(1, merge, values));
        }

        assertThat(earlier("study", file, "", "")).as("it goes on").hasSize(1);
        assertThat(earlier("later", file, "", "")).as("it begins").hasSize(2);
    }

    @Test
    void aRunThatDoesNotNameItsWarmStartAnyMoreIsTold() {
        Path file = folder.resolve("old.sqlite");
        Study.open(file).close();
        earlier("study", file, "", "");
        List<Path> told = new ArrayList<>();
        RunObserver observer = new Silence() {
            @Override
            public void learnsNoMore(Path study) {
                told.add(study);
            }
        };

        try (Study study = Study.open(folder.resolve("study.sqlite"))) {
            EarlierTrials.read(study, Experiment.read(TinyExperiment.write(folder, TinyExperiment.text())), observer);
        }

        assertThat(told).containsExactly(file);
    }

    @Test
    void neitherAStudyThatWasReplacedNorItselfIsLearnedFrom() throws IOException {
        MergeSpace merge = space("", "");
        Path file = folder.resolve("old.sqlite");
        try (Study study = Study.open(file)) {
            study.keep(trial(0, merge, Map.of("alpha", 0.5, "in", 1.0, "out", 1.0)));
        }
        earlier("study", file, "", "");
        Files.delete(file);
        Study.open(file).close();

        assertThatThrownBy(() -> earlier("study", file, "", "")).isInstanceOf(StudyException.class)
                .hasMessageContaining("must hold the 1 trials").hasMessageContaining("but it holds 0");
        assertThatThrownBy(() -> earlier("old", file, "", "")).isInstanceOf(StudyException.class)
                .hasMessageContaining("must be of another study than " + file);
    }

    /** What a study learns from a file, of an experiment whose text is changed. */
    private List<Advice.Earlier> earlier(String name, Path file, String from, String to) {
        String learning = TinyExperiment.text().replace(from, to).replace("uniform: [0, 1]",
                "uniform: [0, 1], warm_start: \"" + file + "\"");
        try (Study study = Study.open(folder.resolve(name + ".sqlite"))) {
            return EarlierTrials.read(study, Experiment.read(TinyExperiment.write(folder, learning)), new Silence())
                    .getFirst();
        }
    }

    private static Trial trial(int index, MergeSpace merge, Map<String, Double> values) {
        double alpha = values.get("alpha");
        String recipe = new Recipe(merge.at(values).method(),
                Map.of(Role.NEW_BASE, MODEL, Role.TUNED, MODEL, Role.OLD_BASE, MODEL),
                merge.at(values).coefficients(), merge.vae(), merge.precision()).toJson();
        Trial.Outcome outcome = index == 0
                ? new Trial.Outcome.Stopped(alpha, 0.01, 0.5, 1)
                : new Trial.Outcome.Scored(alpha, 0.02, 0.5);
        return new Trial(index, "sobol", List.of(), recipe, "aa", Optional.of(outcome), Trial.Seconds.NONE);
    }
}
