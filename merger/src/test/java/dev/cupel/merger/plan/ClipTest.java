package dev.cupel.merger.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.TestFiles;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.Coefficient;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipTest {

    private static final String NAME = "model.diffusion_model.input_blocks.1.0.bias";

    @TempDir
    Path folder;

    private float[] merge(MergeMethod method, Clip clip, double alpha) {
        Map<Role, Checkpoint> models = new TreeMap<>();
        method.roles().forEach(role -> models.put(role, Checkpoint.open(file(role))));
        try {
            MergePlan.Entry entry = MergePlan.of(method, VaeChoice.MERGED, models).clipped(clip).entries().getFirst();
            return Arrays.copyOf(new Merger().values(entry, new Coefficient(alpha, 0), 0, 3), 3);
        } finally {
            models.values().forEach(Checkpoint::close);
        }
    }

    private Path file(Role role) {
        float[] values = switch (role.index()) {
            case 0 -> new float[]{0, 5, -1};
            case 1 -> new float[]{1, 4, -2};
            default -> new float[]{-3, 4, 7};
        };
        return TestFiles.of().with(NAME, new long[]{3}, values).write(folder.resolve(role.key()));
    }

    @Test
    void withoutAClipNothingIsLimited() {
        assertThat(merge(new AddDifference(), Clip.NONE, 1)).containsExactly(4, 5, -10);
    }

    @Test
    void aHardClipKeepsEachValueBetweenNewBaseAndTunedModel() {
        assertThat(merge(new AddDifference(), new Clip.Hard(), 1)).containsExactly(1, 5, -2);
        assertThat(merge(new AddDifference(), new Clip.Hard(), -1)).containsExactly(0, 5, -1);
    }

    @Test
    void aSoftClipWithoutStiffnessKeepsEachValueBetweenAllModels() {
        assertThat(merge(new AddDifference(), new Clip.Soft(0), 1)).containsExactly(1, 5, -2);
        assertThat(merge(new AddDifference(), new Clip.Soft(0), -1)).containsExactly(-3, 5, 7);
    }

    @Test
    void aClipPerTensorKeepsAllValuesBetweenTheLeastAndTheGreatest() {
        assertThat(merge(new AddDifference(), new Clip.PerTensor(), 1)).containsExactly(4, 5, -2);
    }

    /** The expected values follow sd-mecha's clamp, computed with torch. */
    @Test
    void stiffnessPullsTheLimitsTowardsTheModelsNearTheMean() {
        float[] values = {2, -2, 0.1f, 0.5f};
        List<float[]> bounds = List.of(new float[4], new float[]{1, 1, 1, -1}, new float[]{.8f, .2f, .4f, .5f});

        new Clip.Soft(0.5).apply(values, bounds, 4);

        assertThat(values).containsExactly(new float[]{.9f, .1f, .2f, .25f}, within(1e-7f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "hard", "soft:0.25", "per-tensor"})
    void aClipIsWrittenAsItIsRead(String text) {
        assertThat(Clip.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tight", "soft:", "soft:x", "soft:1.5", "soft:1.2.3"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Clip.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\nMaybe ");
    }

    @Test
    void aMethodWithoutTheTunedModelHasNoLimits() {
        assertThatThrownBy(() -> merge(Methods.of("self").with(Settings.NONE), new Clip.Hard(), 1))
                .isInstanceOf(MergeException.class).hasMessageContaining("clip hard needs the model tuned");
    }
}
