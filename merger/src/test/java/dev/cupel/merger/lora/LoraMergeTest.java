package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Narrowing;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.checkpoint.TestFiles;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.method.MergeException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoraMergeTest {

    private static final LoraStrength PARTLY = LoraStrength.parse(List.of("0.7", "unet=0.6", "lbw=OUTALL"));
    private static final String TO_Q = "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn1.to_q.weight";

    @TempDir
    Path folder;

    /** Two LoRAs, of different weights, on a checkpoint with EMA weights and schedule. */
    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"F32", "F16", "BF16"})
    void theSavedBitsAreTheLiveOnesRoundedOnce(DType dtype) throws IOException {
        Path out = folder.resolve("out.safetensors");
        LoraMerge.write(Miniature.V1_4, false, List.of(new WeightedLora(Miniature.SEPIA, PARTLY),
                new WeightedLora(Miniature.KAT, LoraStrength.of(1))), dtype, 2, out);

        try (LoadedWeights model = LoadedWeights.open(Miniature.V1_4, false);
                Lora sepia = Lora.open(Miniature.SEPIA);
                Lora kat = Lora.open(Miniature.KAT);
                LoraWeights first = LoraWeights.on(model, sepia, PARTLY);
                LoraWeights both = LoraWeights.on(first, kat, LoraStrength.of(1));
                Checkpoint saved = Checkpoint.open(out)) {
            assertThat(saved.tensors().keySet()).isEqualTo(both.names());
            for (String name : both.names()) {
                float[] live = both.data(name).toArray(ValueLayout.JAVA_FLOAT);
                Narrowing.round(dtype, live, live.length);
                assertThat(saved.tensors().get(name).toFloats()).as(name).isEqualTo(live);
                assertThat(saved.tensors().get(name).dtype()).isEqualTo(dtype);
            }
            assertThat(both.data(TO_Q).toArray(ValueLayout.JAVA_FLOAT))
                    .isNotEqualTo(model.data(TO_Q).toArray(ValueLayout.JAVA_FLOAT));
        }
    }

    @Test
    void everyFamilyIsSavedAsItIsLive() throws IOException {
        Path golden = Path.of("src/test/resources/golden/lora");
        for (String name : List.of("dora-input", "ia3-output", "full", "norm", "lokr")) {
            Path out = folder.resolve("out.safetensors");
            WeightedLora use = new WeightedLora(golden.resolve(name + ".safetensors"), LoraStrength.of(0.7));
            LoraMerge.write(golden.resolve("model.safetensors"), false, List.of(use), DType.F32, 2, out);

            try (LoadedWeights model = LoadedWeights.open(golden.resolve("model.safetensors"), false);
                    Lora lora = Lora.open(use.file());
                    LoraWeights live = LoraWeights.on(model, lora, use.strength());
                    TensorFile saved = TensorFile.open(out)) {
                for (String tensor : live.names()) {
                    assertThat(saved.tensors().get(tensor).toFloats()).as(name + " " + tensor)
                            .isEqualTo(live.data(tensor).toArray(ValueLayout.JAVA_FLOAT));
                }
            }
        }
    }

    @Test
    void whatIsNoPartOfTheModelIsKeptAndPositionsAreRepaired() throws IOException {
        Path model = TestFiles.of()
                .with("model.diffusion_model.input_blocks.0.0.weight", new long[]{1, 4, 1, 1}, new float[4])
                .with("betas", 1, 2, 3).write(folder.resolve("model.safetensors"));
        Path lora = TestFiles.of().with("lora_unet_conv_in.diff", new long[]{1, 4, 1, 1}, 1, 2, 3, 4)
                .write(folder.resolve("lora"));
        Path out = folder.resolve("out.safetensors");

        LoraMerge.write(model, false, List.of(new WeightedLora(lora, LoraStrength.of(2))), DType.F16, 2, out);

        try (TensorFile saved = TensorFile.open(out)) {
            assertThat(saved.tensors().get("betas").dtype()).isEqualTo(DType.F32);
            assertThat(saved.tensors().get("betas").toFloats()).containsExactly(1, 2, 3);
            assertThat(saved.tensors().get("model.diffusion_model.input_blocks.0.0.weight").toFloats())
                    .containsExactly(2, 4, 6, 8);
            assertThat(saved.metadata()).containsEntry("modelspec.merged_from", "model.safetensors, lora");
        }
    }

    @Test
    void aValueThatIsTooLargeLeavesNoFile() {
        Path lora = TestFiles.of().with("lora_unet_conv_in.diff", new long[]{32, 4, 3, 3}, filled(32 * 36, 1e6f))
                .write(folder.resolve("lora"));
        Path out = folder.resolve("out.safetensors");

        assertThatThrownBy(() -> LoraMerge.write(Miniature.V1_5, false,
                List.of(new WeightedLora(lora, LoraStrength.of(1))), DType.F16, 2, out))
                .isInstanceOf(TensorFileException.class)
                .hasMessageContaining("input_blocks.0.0.weight").hasMessageContaining("fp32");
        assertThat(folder.toFile().list()).containsExactly("lora");
    }

    private static float[] filled(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void anInputIsNotReplaced() throws IOException {
        Path lora = Files.copy(Miniature.SEPIA, folder.resolve("sepia.safetensors"));

        assertThatThrownBy(() -> LoraMerge.write(Miniature.V1_5, false,
                List.of(new WeightedLora(lora, LoraStrength.of(1))), DType.F16, 2, lora))
                .isInstanceOf(MergeException.class)
                .hasMessageContaining("one of the files to read");
    }
}
