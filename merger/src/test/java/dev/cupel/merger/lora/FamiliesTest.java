package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TestFiles;
import dev.cupel.merger.live.LoadedWeights;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each family's formula, by hand and against LyCORIS and PEFT; golden/lora/README.md says how their numbers were made. */
class FamiliesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/lora");
    private static final String Q = "model.diffusion_model.middle_block.1.transformer_blocks.0.attn1.to_q.weight";
    private static final String CONV = "model.diffusion_model.middle_block.0.in_layers.2.weight";
    private static final String CONV_BIAS = "model.diffusion_model.middle_block.0.in_layers.2.bias";
    private static final String KQ = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q.";
    private static final String KCONV = "lora_unet_mid_block_resnets_0_conv1.";

    @TempDir
    Path folder;

    /** Q is ((1, 2), (3, 4)); the convolution has 1 output, 2 inputs and a kernel of 1 x 2, and is (1, 2), (3, 4) with bias 5. */
    private LoadedWeights model() {
        return LoadedWeights.open(TestFiles.of()
                .with("model.diffusion_model.input_blocks.0.0.weight", new long[]{1, 4, 1, 1}, new float[4])
                .with(Q, new long[]{2, 2}, 1, 2, 3, 4).with(CONV, new long[]{1, 2, 1, 2}, 1, 2, 3, 4).with(CONV_BIAS, 5)
                .write(folder.resolve("model")), false);
    }

    private float[] changed(TestFiles lora, double m, String name) {
        try (LoadedWeights model = model();
                Lora open = Lora.open(lora.write(folder.resolve("lora")));
                LoraWeights weights = LoraWeights.on(model, open, LoraStrength.of(m))) {
            return weights.data(name).toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private static TestFiles lora(String part, long[] shape, float... values) {
        return TestFiles.of().with(part, shape, values);
    }

    /** mid is (((1, 10))), down (2, 3), up 7: element (i, k) is 7 * mid[k] * down[i]. */
    @Test
    void loconWithTuckerMultipliesThreeTensors() {
        TestFiles lora = lora(KCONV + "lora_down.weight", new long[]{1, 2, 1, 1}, 2, 3)
                .with(KCONV + "lora_up.weight", new long[]{1, 1, 1, 1}, 7)
                .with(KCONV + "lora_mid.weight", new long[]{1, 1, 1, 2}, 1, 10);

        assertThat(changed(lora, 1, CONV)).containsExactly(1 + 14, 2 + 140, 3 + 21, 4 + 210);
    }

    /** ((1), (2)) (3, 4) = ((3, 4), (6, 8)) and ((5), (6)) (1, 2) = ((5, 10), (6, 12)); alpha 2 by rank 1. */
    @Test
    void lohaIsTheElementwiseProductOfTwoProducts() {
        TestFiles lora = lora(KQ + "hada_w1_a", new long[]{2, 1}, 1, 2).with(KQ + "hada_w1_b", new long[]{1, 2}, 3, 4)
                .with(KQ + "hada_w2_a", new long[]{2, 1}, 5, 6).with(KQ + "hada_w2_b", new long[]{1, 2}, 1, 2)
                .with(KQ + "alpha", new long[0], 2);

        assertThat(changed(lora, 0.5, Q)).containsExactly(1 + 15, 2 + 40, 3 + 36, 4 + 96);
    }

    /** (1, 10) kron ((3), (4)) = ((3, 30), (4, 40)), and alpha does not count for whole factors. */
    @Test
    void lokrIsTheKroneckerProductOfTwoFactors() {
        TestFiles lora = lora(KQ + "lokr_w1", new long[]{1, 2}, 1, 10).with(KQ + "lokr_w2", new long[]{2, 1}, 3, 4)
                .with(KQ + "alpha", new long[0], 99);

        assertThat(changed(lora, 1, Q)).containsExactly(1 + 3, 2 + 30, 3 + 4, 4 + 40);
    }

    /** (5) kron ((3), (4)) (1, 2) = ((15, 30), (20, 40)), times alpha 3 by rank 1. */
    @Test
    void lokrWithAProductHasAScale() {
        TestFiles lora = lora(KQ + "lokr_w1", new long[]{1, 1}, 5).with(KQ + "lokr_w2_a", new long[]{2, 1}, 3, 4)
                .with(KQ + "lokr_w2_b", new long[]{1, 2}, 1, 2).with(KQ + "alpha", new long[0], 3);

        assertThat(changed(lora, 1, Q)).containsExactly(1 + 45, 2 + 90, 3 + 60, 4 + 120);
    }

    @Test
    void ia3StretchesInputsOrOutputs() {
        TestFiles inputs = lora(KQ + "weight", new long[]{2}, 1, 10).with(KQ + "on_input", new long[0], 1);
        TestFiles outputs = lora(KQ + "weight", new long[]{2, 1}, 1, 10).with(KQ + "on_input", new long[0], 0);
        TestFiles kernel = lora(KCONV + "weight", new long[]{1, 2, 1, 1}, 1, 10).with(KCONV + "on_input", new long[0],
                1);

        assertThat(changed(inputs, 1, Q)).containsExactly(2, 22, 6, 44);
        assertThat(changed(outputs, 1, Q)).containsExactly(2, 4, 33, 44);
        assertThat(changed(kernel, 0.5, CONV)).containsExactly(1.5f, 3, 18, 24);
    }

    @Test
    void fullDifferencesAreAddedToWeightAndBias() {
        TestFiles lora = lora(KCONV + "diff", new long[]{1, 2, 1, 2}, 1, 1, 2, 2).with(KCONV + "diff_b", 10);

        assertThat(changed(lora, 0.5, CONV)).containsExactly(1.5f, 2.5f, 4, 5);
        assertThat(changed(lora, 0.5, CONV_BIAS)).containsExactly(10);
    }

    /** V = ((3, 2), (4, 4)): its inputs are 5 and √20 long, its outputs √13 and √32. */
    @Test
    void doraGivesInputsOrOutputsALength() {
        TestFiles inputs = lora(KQ + "diff", new long[]{2, 2}, 2, 0, 1, 0).with(KQ + "dora_scale", new long[]{1, 2}, 10,
                1);
        TestFiles outputs = lora(KQ + "diff", new long[]{2, 2}, 2, 0, 1, 0).with(KQ + "dora_scale", new long[]{2, 1},
                10, 1);

        assertThat(changed(inputs, 1, Q)).containsExactly(new float[]{6, 2 / (float) Math.sqrt(20), 8,
                4 / (float) Math.sqrt(20)}, within(1e-6f));
        assertThat(changed(inputs, 0.5, Q)[0]).isEqualTo((1 + 6) / 2f, within(1e-6f));
        assertThat(changed(outputs, 1, Q)).containsExactly(new float[]{30 / (float) Math.sqrt(13),
                20 / (float) Math.sqrt(13), 4 / (float) Math.sqrt(32), 4 / (float) Math.sqrt(32)}, within(1e-6f));
    }

    /**
     * The tolerance is for sums in another order: values are about 1, of up to 3 terms.
     */
    @ParameterizedTest
    @CsvSource({"locon, 0.7", "locon-tucker, 0.7", "locon-rslora, 0.7", "loha, 0.7", "loha-tucker, 0.7", "lokr, 0.7",
            "lokr-both, 0.7", "lokr-full, 0.7", "lokr-tucker, 0.7", "ia3-input, 0.7", "ia3-output, 0.7", "full, 0.7",
            "norm, 0.7", "dora-input, 1", "dora-output, 1", "dora-loha, 1", "peft, 1", "peft-rslora, 1",
            "peft-dora, 1"})
    void theFamiliesAreThoseOfLycorisAndPeft(String name, double m) {
        try (LoadedWeights model = LoadedWeights.open(GOLDEN.resolve("model.safetensors"), false);
                Lora lora = Lora.open(GOLDEN.resolve(name + ".safetensors"));
                LoraWeights weights = LoraWeights.on(model, lora, LoraStrength.of(m));
                TensorFile merged = TensorFile.open(GOLDEN.resolve(name + "-merged.safetensors"))) {
            Set<String> changed = new HashSet<>(merged.tensors().keySet());
            merged.tensors().forEach((tensor, expected) -> assertThat(
                    weights.data(tensor).toArray(ValueLayout.JAVA_FLOAT)).as(tensor)
                    .containsExactly(expected.toFloats(), within(2e-6f)));
            assertThat(weights.targets()).isEqualTo(changed);
        }
    }
}
