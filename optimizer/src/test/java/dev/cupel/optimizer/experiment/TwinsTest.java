package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.WeightedSum;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.recipe.ModelSource;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwinsTest {

    @TempDir
    private Path folder;

    private static Trial trial(int index, double alpha, String folder, String hash) {
        ModelSource model = new ModelSource(Path.of(folder, "a"), new FileHash("a".repeat(64)), false);
        Recipe recipe = new Recipe(new WeightedSum(), Map.of(Role.NEW_BASE, model, Role.TUNED, model),
                Coefficients.uniform(alpha), VaeChoice.MERGED, Precision.FP16);
        return new Trial(index, "sobol", List.of(), recipe.toJson(), hash, Optional.empty(), Trial.Seconds.NONE);
    }

    @Test
    void otherRecipesWithTheSameWeightsAreTwinsOfTheFirst() {
        List<Trial> trials = List.of(trial(0, 0.1, "x", "aa"), trial(1, 0.2, "x", "bb"), trial(2, 0.3, "x", "aa"),
                trial(3, 0.4, "x", "aa"));

        assertThat(Twins.of(trials)).containsExactly(Map.entry(2, 0), Map.entry(3, 0));
        try (Study study = Study.open(folder.resolve("study.sqlite"))) {
            trials.forEach(study::keep);
            assertThat(Twins.of(trials.get(3), study)).hasValue(0);
            assertThat(Twins.of(trials.get(1), study)).isEmpty();
            assertThat(Twins.of(trials.get(0), study)).isEmpty();
        }
    }

    @Test
    void theSameRecipeIsNoTwinWhereverItsFilesLie() {
        assertThat(Twins.of(List.of(trial(0, 0.1, "x", "aa"), trial(1, 0.1, "y", "aa")))).isEmpty();
    }
}
