package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.method.Compatibility;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.SimilarityAddDifference;
import dev.cupel.merger.plan.Adjustment;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.recipe.NodeSource;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.TinyExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments with other methods than add_difference, and with recipes for models. */
class MethodExperimentTest {

    @TempDir
    Path folder;

    private Experiment read(String from, String to) {
        return Experiment.read(TinyExperiment.write(folder, TinyExperiment.text().replace(from, to)));
    }

    @Test
    void aMethodHasSettingsLimitsAndAdjustments() {
        MergeSpace merge = read("method: add_difference", """
                method: similarity_add_difference
                  compatibility: sd-meh
                  clip: soft:0.5
                  adjust: [1, 0, 0, 0, 0, 0, 0, 2]""").merge();

        assertThat(merge.methods().methods()).containsExactly(new SimilarityAddDifference(Compatibility.SD_MEH));
        assertThat(merge.clip()).isEqualTo(new Clip.Soft(0.5));
        assertThat(merge.adjustment()).isEqualTo(Adjustment.parse("1,0,0,0,0,0,0,2"));
        assertThat(read("method: add_difference", "method: train_difference\n  settings: {amplification: 1.5}").merge()
                .methods().methods().getFirst().settings().number("amplification")).isEqualTo(1.5);
    }

    @Test
    void whatAMethodDoesNotKnowIsToldWithItsLine() {
        assertThatThrownBy(() -> read("method: add_difference", """
                method: train_difference
                  settings: {amplificaton: 1.5, amplification: many}
                  compatibility: sd-meh
                  clip: sot"""))
                .hasMessageContainingAll("4 problems",
                        "experiment.yaml:10: merge.settings.amplificaton: the method train_difference has no setting",
                        "Maybe amplification is meant",
                        "merge.settings.amplification: the setting amplification must be a number",
                        "experiment.yaml:11: merge.compatibility: the method train_difference has no setting",
                        "experiment.yaml:12: merge.clip: a clip must be none, hard");
        assertThatThrownBy(() -> read("method: add_difference", "method: add_diference"))
                .hasMessageContainingAll("merge.method: there is no method 'add_diference'", "Maybe add_difference");
    }

    @Test
    void onlyTheModelsOfTheMethodAreNeeded() {
        String text = TinyExperiment.text().replaceAll("  old_base: .*\n", "");

        assertThat(Experiment.read(TinyExperiment.write(folder, text.replace("add_difference", "weighted_sum")))
                .models().files()).containsOnlyKeys(Role.NEW_BASE, Role.TUNED);
        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder, text)))
                .hasMessageContaining("models.old_base: is missing");
        assertThatThrownBy(() -> read("  clip: ", "  more: [a.safetensors]\n  clip: ")).hasMessageContainingAll(
                "models.more: the method add_difference takes no further models", "there is no file");
    }

    /** The tuned model is a recipe whose result is never written; it is compared with as any other. */
    @Test
    void aModelMayBeARecipe() throws IOException {
        Files.writeString(folder.resolve("half.yaml"), """
                method: weighted_sum
                alpha: 0.5
                models:
                  new_base: %1$s/mini-v1-4.ckpt
                  tuned: %1$s/mini-anime.safetensors
                """.formatted(TinyExperiment.MINIATURE));
        String text = TinyExperiment.text().replaceAll("  tuned: .*\n", "  tuned: {recipe: half.yaml}\n  tokenizer: "
                + TinyExperiment.MINIATURE + "/tokenizer\n").replace("trials: 6, initial: 2", "trials: 3, initial: 1");
        Experiment experiment = Experiment.read(TinyExperiment.write(folder, text));
        Silence observer = new Silence();

        ExperimentRun.Result result = ExperimentRun.of(experiment, "test", observer).run();

        Recipe recipe = Recipe.read(result.recipe());
        assertThat(recipe.models().get(Role.TUNED)).isEqualTo(new NodeSource("half"));
        assertThat(recipe.nodes()).containsOnlyKeys("half");
        try (TensorFile file = TensorFile.open(result.checkpoint())) {
            assertThat(Recipe.parse(file.metadata().get("cupel_recipe")).nodes()).containsOnlyKeys("half");
        }
        assertThat(Files.readString(result.report())).contains("half/tuned", "half.yaml");
    }
}
