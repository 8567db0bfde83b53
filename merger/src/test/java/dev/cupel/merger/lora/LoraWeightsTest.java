package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.TestFiles;
import dev.cupel.merger.checkpoint.WrongArchitectureException;
import dev.cupel.merger.live.LiveWeights;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.live.Weights;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.WeightedSum;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraWeightsTest {

    private static final String TO_Q = "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn1.to_q.weight";
    private static final String CONV = "model.diffusion_model.input_blocks.1.0.in_layers.2.weight";
    private static final String FC1 = "cond_stage_model.transformer.text_model.encoder.layers.0.mlp.fc1.weight";
    private static final String MIDDLE = "model.diffusion_model.middle_block.1.transformer_blocks.0.attn1.";
    private static final String OTHER = "model.diffusion_model.out.0.bias";

    @TempDir
    Path folder;

    private static float[] floats(Weights weights, String name) {
        return weights.data(name).toArray(ValueLayout.JAVA_FLOAT);
    }

    private LoadedWeights model() {
        return LoadedWeights.open(TestFiles.of()
                .with("model.diffusion_model.input_blocks.0.0.weight", new long[]{1, 4, 1, 1}, new float[4])
                .with(TO_Q, new long[]{2, 3}, 1, 2, 3, 4, 5, 6).with(CONV, new long[]{1, 1, 3, 3}, new float[9])
                .with(FC1, new long[]{1, 2}, 7, 8).with(OTHER, 9).write(folder.resolve("model")), false);
    }

    /** Rank 1 and alpha 2 on to_q, rank 2 and no alpha on the convolution, rank 1 and alpha 1 on the text encoder. */
    private Lora lora() {
        String q = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q";
        String conv = "lora_unet_down_blocks_0_resnets_0_conv1";
        String text = "lora_te_text_model_encoder_layers_0_mlp_fc1";
        return Lora.open(TestFiles.of().with(q + ".lora_down.weight", new long[]{1, 3}, 1, 10, 100)
                .with(q + ".lora_up.weight", new long[]{2, 1}, 2, 3).with(q + ".alpha", new long[0], 2)
                .with(conv + ".lora_down.weight", new long[]{2, 1, 3, 3}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 1, 1, 1, 1, 1,
                        1, 1, 1)
                .with(conv + ".lora_up.weight", new long[]{1, 2, 1, 1}, 10, -1)
                .with(text + ".lora_down.weight", new long[]{1, 2}, 1, 2)
                .with(text + ".lora_up.weight", new long[]{1, 1}, 5)
                .with(text + ".alpha", new long[0], 1).write(folder.resolve("lora")));
    }

    @Test
    void targetsGetTheScaledProductAndAllElseStays() {
        try (LoadedWeights model = model();
                Lora lora = lora();
                LoraWeights weights = LoraWeights.on(model, lora, new LoraStrength(0.5, 2, LoraBlockWeights.ALL))) {
            // W + m * alpha / rank * up * down, with m * alpha / rank = 2 * 2 / 1
            assertThat(floats(weights, TO_Q)).containsExactly(
                    new float[]{1 + 8, 2 + 80, 3 + 800, 4 + 12, 5 + 120, 6 + 1200},
                    within(0f));
            assertThat(floats(weights, CONV)).containsExactly(18, 38, 58, 78, 98, 118, 138, 158, 178);
            assertThat(floats(weights, FC1)).containsExactly(7 + 2.5f, 8 + 5);
            assertThat(weights.data(OTHER)).isEqualTo(model.data(OTHER));
            assertThat(weights.targets()).containsExactlyInAnyOrder(TO_Q, CONV, FC1);
            assertThat(weights.names()).isEqualTo(model.names());
            assertThat(weights.shape(TO_Q)).containsExactly(2, 3);
        }
    }

    @Test
    void theModelItselfIsNotTouched() {
        try (LoadedWeights model = model();
                Lora lora = lora();
                LoraWeights weights = LoraWeights.on(model, lora, LoraStrength.of(1))) {
            weights.refresh();

            assertThat(floats(model, TO_Q)).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void weightZeroLeavesLayersAlone() {
        try (LoadedWeights model = model();
                Lora lora = lora();
                LoraWeights weights = LoraWeights.on(model, lora, new LoraStrength(0, 1, LoraBlockWeights.ALL))) {
            assertThat(weights.data(FC1)).isEqualTo(model.data(FC1));
        }
    }

    /** The middle block sees one token, whose self-attention does not depend on query and key: they were never trained. */
    @Test
    void bothLorasOfTheMiniatureFindAllTheirLayers() {
        for (Path file : new Path[]{Miniature.SEPIA, Miniature.KAT}) {
            try (LoadedWeights model = LoadedWeights.open(Miniature.V1_5, false);
                    Lora lora = Lora.open(file);
                    LoraWeights weights = LoraWeights.on(model, lora, LoraStrength.of(1))) {
                assertThat(weights.targets()).hasSize(160);
                assertThat(weights.targets().stream()
                        .filter(name -> Arrays.equals(floats(weights, name), floats(model, name))))
                        .containsExactlyInAnyOrder(MIDDLE + "to_q.weight", MIDDLE + "to_k.weight");
            }
        }
    }

    @Test
    void aChangedModelIsSeenThroughTheLora() {
        Map<Role, Checkpoint> models = Map.of(Role.NEW_BASE, Checkpoint.open(Miniature.V1_5), Role.TUNED,
                Checkpoint.open(Miniature.ANIME));
        MergePlan plan = MergePlan.of(new WeightedSum(), VaeChoice.NEW_BASE, models);
        try (LiveWeights live = LiveWeights.of(plan, Precision.FP32, 1);
                Lora lora = Lora.open(Miniature.SEPIA);
                LoraWeights weights = LoraWeights.on(live, lora, LoraStrength.of(1))) {
            float[] before = floats(weights, TO_Q);
            long version = weights.version(TO_Q);
            var segment = weights.data(TO_Q);
            live.apply(Coefficients.uniform(0.5));

            assertThat(weights.version(TO_Q)).isGreaterThan(version);
            assertThat(segment.toArray(ValueLayout.JAVA_FLOAT)).isNotEqualTo(before);
            try (LoraWeights fresh = LoraWeights.on(live, lora, LoraStrength.of(1))) {
                assertThat(floats(fresh, TO_Q)).isEqualTo(segment.toArray(ValueLayout.JAVA_FLOAT));
            }
            live.apply(Coefficients.uniform(0));
            assertThat(floats(weights, TO_Q)).isEqualTo(before);
        } finally {
            models.values().forEach(Checkpoint::close);
        }
    }

    @Test
    void aLoraOfAnotherModelIsRefused() {
        Path unknown = TestFiles.of().with("lora_unet_nothing.lora_down.weight", new long[]{1, 1}, 2)
                .with("lora_unet_nothing.lora_up.weight", new long[]{1, 1}, 3).write(folder.resolve("unknown"));
        try (LoadedWeights model = model(); Lora lora = Lora.open(unknown)) {
            assertThatThrownBy(() -> LoraWeights.on(model, lora, LoraStrength.of(1)))
                    .isInstanceOf(WrongArchitectureException.class)
                    .hasMessageContaining("lora_unet_nothing");
        }
        try (LoadedWeights model = model(); Lora lora = Lora.open(Miniature.SEPIA)) {
            assertThatThrownBy(() -> LoraWeights.on(model, lora, LoraStrength.of(1)))
                    .isInstanceOf(WrongArchitectureException.class);
        }
    }
}
