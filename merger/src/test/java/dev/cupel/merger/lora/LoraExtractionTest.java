package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.lora.RankRule.Goal;
import dev.cupel.merger.method.MergeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LoRAs of what mini-anime learned from mini-v1-4, and of mini-v1-5. */
class LoraExtractionTest {

    @TempDir
    Path folder;

    private static LoraExtraction.Settings settings(RankRule rule, DType dtype, boolean everything, int threads) {
        return new LoraExtraction.Settings(rule, Optional.of(rule), everything, 0, 1, dtype, 1, threads);
    }

    private LoraExtraction.Summary extract(LoraExtraction.Settings settings, Path out) throws IOException {
        return LoraExtraction.write(Miniature.ANIME, Miniature.V1_4, settings, out);
    }

    @Test
    void atFullRankWithEverythingTheMergeGivesTheTunedModelBack() throws IOException {
        Path lora = folder.resolve("lora.safetensors");
        Path merged = folder.resolve("merged.safetensors");

        LoraExtraction.Summary summary = extract(
                settings(RankRule.rank(RankRule.ANY), DType.F32, true, 2), lora);
        LoraMerge.write(Miniature.V1_4, false, List.of(new WeightedLora(lora, LoraStrength.of(1))), DType.F32, 2,
                merged);

        assertThat(summary.covered()).isEqualTo(1);
        assertThat(summary.kept()).isGreaterThan(1 - 1e-12);
        try (Checkpoint tuned = Checkpoint.open(Miniature.ANIME); Checkpoint back = Checkpoint.open(merged)) {
            for (Tensor tensor : tuned.tensors().values()) {
                if (!tensor.name().startsWith(Checkpoint.VAE)) {
                    float[] expected = tensor.toFloats();
                    float[] actual = back.tensors().get(tensor.name()).toFloats();
                    // sums of up to 64 products in float32, of weights of at most a few units
                    for (int i = 0; i < expected.length; i++) {
                        assertThat(Math.abs(actual[i] - expected[i])).as(tensor.name()).isLessThan(2e-6f);
                    }
                }
            }
        }
    }

    @Test
    void anEnergyGoalIsReachedInTheFile() throws IOException {
        Path lora = folder.resolve("lora.safetensors");

        LoraExtraction.Summary summary = extract(
                settings(new RankRule(RankRule.ANY, new Goal.Energy(0.9)), DType.F32, false, 2), lora);

        assertThat(summary.kept()).isBetween(0.9, 0.95);
        try (Lora open = Lora.open(lora);
                Checkpoint tuned = Checkpoint.open(Miniature.ANIME);
                Checkpoint base = Checkpoint.open(Miniature.V1_4)) {
            var index = KohyaNames.index(base.tensors().keySet());
            for (LoraLayer layer : open.layers().values()) {
                LayerChange.Addition change = (LayerChange.Addition) layer.weight();
                String name = index.get(layer.name());
                float[] from = base.tensors().get(name).toFloats();
                float[] to = tuned.tensors().get(name).toFloats();
                double[] low = Difference.whole(change.delta()).values();
                double rest = 0;
                double all = 0;
                for (int i = 0; i < low.length; i++) {
                    double d = to[i] - from[i];
                    rest += (d - low[i]) * (d - low[i]);
                    all += d * d;
                }
                assertThat(rest).as(name).isLessThanOrEqualTo((0.1 + 1e-5) * all);
            }
        }
    }

    @Test
    void theFileIsWhatOtherProgramsRead() throws IOException {
        Path lora = folder.resolve("anime.safetensors");
        LoraExtraction.write(Miniature.ANIME, Miniature.V1_4, new LoraExtraction.Settings(RankRule.rank(4),
                Optional.of(RankRule.rank(2)), false, 0, 1, DType.F16, 1, 2), lora);

        try (TensorFile file = TensorFile.open(lora)) {
            assertThat(file.tensors().get("lora_unet_mid_block_attentions_0_proj_in.lora_down.weight").shape())
                    .containsExactly(4, 64, 1, 1);
            assertThat(file.tensors().get("lora_unet_mid_block_attentions_0_proj_in.lora_up.weight").shape())
                    .containsExactly(64, 4, 1, 1);
            assertThat(file.tensors().get("lora_unet_mid_block_attentions_0_proj_in.alpha").toFloats())
                    .containsExactly(4);
            assertThat(file.tensors().get("lora_unet_down_blocks_0_resnets_0_conv1.lora_down.weight").shape())
                    .containsExactly(2, 32, 3, 3);
            assertThat(file.tensors().get("lora_unet_down_blocks_0_resnets_0_conv1.lora_up.weight").shape())
                    .containsExactly(32, 2, 1, 1);
            assertThat(file.tensors().values()).allMatch(tensor -> tensor.dtype() == DType.F16);
            assertThat(file.tensors().keySet()).noneMatch(name -> name.startsWith("lora_te")); // it was not tuned
            assertThat(file.metadata()).containsEntry("ss_network_module", "networks.lora")
                    .containsEntry("ss_network_dim", "Dynamic").containsEntry("ss_output_name", "anime")
                    .containsEntry("ss_sd_model_name", "mini-v1-4.ckpt")
                    .containsEntry("ss_base_model_version", "sd_v1");
        }
    }

    @Test
    void withoutARankForConvolutionsItIsAPlainLora() throws IOException {
        Path lora = folder.resolve("lora.safetensors");
        LoraExtraction.Summary summary = LoraExtraction.write(Miniature.ANIME, Miniature.V1_4,
                new LoraExtraction.Settings(RankRule.rank(4), Optional.empty(), false, 0, 1, DType.F16, 1, 2), lora);

        assertThat(summary.smallestRank()).isEqualTo(4);
        assertThat(summary.largestRank()).isEqualTo(4);
        assertThat(summary.covered()).isBetween(0.01, 0.99);
        assertThat(summary.leftOut()).containsKeys("convolutions", "biases", "normalisations");
        try (Lora open = Lora.open(lora)) {
            assertThat(open.layerNames()).allMatch(name -> name.contains("attentions"));
        }
    }

    @Test
    void theNumberOfThreadsDoesNotChangeABit() throws IOException {
        Path one = folder.resolve("a.safetensors");
        Path four = folder.resolve("b/a.safetensors");
        Files.createDirectory(folder.resolve("b"));
        extract(settings(RankRule.rank(3), DType.F16, true, 1), one);
        extract(settings(RankRule.rank(3), DType.F16, true, 4), four);

        assertThat(one).hasSameBinaryContentAs(four);
    }

    @Test
    void clampingCutsOffAtAQuantileOfUpAndDown() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        Path clamped = folder.resolve("clamped.safetensors");
        LoraExtraction.write(Miniature.ANIME, Miniature.V1_4, new LoraExtraction.Settings(RankRule.rank(4),
                Optional.empty(), false, 0, 1, DType.F32, 1, 2), whole);
        LoraExtraction.write(Miniature.ANIME, Miniature.V1_4, new LoraExtraction.Settings(RankRule.rank(4),
                Optional.empty(), false, 0, 0.9, DType.F32, 1, 2), clamped);

        String layer = "lora_unet_mid_block_attentions_0_proj_in.lora_";
        try (TensorFile all = TensorFile.open(whole); TensorFile cut = TensorFile.open(clamped)) {
            float[] before = values(all, layer);
            float[] after = values(cut, layer);
            float[] sorted = before.clone();
            Arrays.sort(sorted);
            float limit = 0;
            for (float value : after) {
                limit = Math.max(limit, Math.abs(value));
            }
            assertThat(limit).isBetween(sorted[(int) (0.9 * (sorted.length - 1))],
                    sorted[(int) (0.9 * (sorted.length - 1)) + 1]);
            for (int i = 0; i < after.length; i++) {
                assertThat(after[i]).isEqualTo(Math.clamp(before[i], -limit, limit));
            }
        }
    }

    private static float[] values(TensorFile file, String layer) {
        float[] up = file.tensors().get(layer + "up.weight").toFloats();
        float[] down = file.tensors().get(layer + "down.weight").toFloats();
        float[] both = Arrays.copyOf(up, up.length + down.length);
        System.arraycopy(down, 0, both, up.length, down.length);
        return both;
    }

    @Test
    void modelsThatDoNotDifferGiveNoLora() {
        assertThatThrownBy(() -> LoraExtraction.write(Miniature.V1_5, Miniature.V1_5,
                settings(RankRule.rank(1), DType.F16, true, 1), folder.resolve("x")))
                .isInstanceOf(MergeException.class).hasMessageContaining("must change something");
    }
}
