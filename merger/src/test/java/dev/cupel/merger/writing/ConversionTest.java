package dev.cupel.merger.writing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Narrowing;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.checkpoint.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConversionTest {

    private static final String FIRST = "model.diffusion_model.input_blocks.0.0.weight";
    private static final String BIAS = "model.diffusion_model.input_blocks.0.0.bias";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"a.safetensors", "a.ckpt"})
    void aPrunedCheckpointHasTheModelAndNothingElse(String name) throws IOException {
        Path out = folder.resolve(name);
        new Conversion(null, true, false).write(Miniature.V1_4, out);

        try (Checkpoint full = Checkpoint.open(Miniature.V1_4); Checkpoint pruned = Checkpoint.open(out)) {
            assertThat(pruned.tensors().keySet()).containsExactlyInAnyOrderElementsOf(full.tensors().keySet());
            assertThat(pruned.training()).isEmpty();
            assertThat(pruned.carried()).containsOnlyKeys(Checkpoint.POSITION_IDS);
            assertThat(pruned.carried().get(Checkpoint.POSITION_IDS).dtype()).isEqualTo(DType.I64);
            full.tensors().forEach((key, tensor) -> assertThat(tensor.data().mismatch(pruned.tensors().get(key).data()))
                    .as(key).isEqualTo(-1));
        }
    }

    @Test
    void withoutOptionsAllIsKept() throws IOException {
        Path out = folder.resolve("a.safetensors");
        new Conversion(null, false, false).write(Miniature.V1_4, out);

        try (TensorFile full = TensorFile.open(Miniature.V1_4); TensorFile same = TensorFile.open(out)) {
            assertThat(same.tensors().keySet()).containsExactlyInAnyOrderElementsOf(full.tensors().keySet());
            assertThat(same.metadata()).containsAllEntriesOf(full.metadata()).containsEntry("format", "pt");
        }
    }

    @Test
    void theMovingAverageBecomesTheUnet() throws IOException {
        Path out = folder.resolve("a.safetensors");
        new Conversion(null, false, true).write(Miniature.V1_4, out);

        try (Checkpoint average = Checkpoint.open(Miniature.V1_4, true); Checkpoint made = Checkpoint.open(out)) {
            assertThat(made.tensors().get(FIRST).toFloats()).isEqualTo(average.tensors().get(FIRST).toFloats());
            assertThat(made.training()).isEmpty();
            assertThat(made.carried()).containsKey("betas");
        }
        assertThatThrownBy(() -> new Conversion(null, false, true).write(Miniature.V1_5, out))
                .isInstanceOf(TensorFileException.class).hasMessageContaining("EMA");
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "F8_E4M3", "F8_E5M2"})
    void numbersAreRoundedAndInEightBitsOnlyMatricesOfUnetAndTextEncoder(DType dtype) throws IOException {
        Path out = folder.resolve("a.safetensors");
        new Conversion(dtype, true, false).write(Miniature.V1_5, out);

        try (Checkpoint before = Checkpoint.open(Miniature.V1_5); Checkpoint after = Checkpoint.open(out)) {
            for (Tensor tensor : before.tensors().values()) {
                boolean small = tensor.shape().length < 2 || tensor.name().startsWith(Checkpoint.VAE);
                DType expected = dtype.bytes() == 1 && small ? DType.F16 : dtype;
                float[] values = tensor.toFloats();
                Narrowing.round(expected, values, values.length);
                Tensor converted = after.tensors().get(tensor.name());

                assertThat(converted.dtype()).as(tensor.name()).isEqualTo(expected);
                assertThat(converted.toFloats()).as(tensor.name()).isEqualTo(values);
            }
        }
    }

    /** NovelAI's names, and a table of positions that a merge in half precision has damaged. */
    @Test
    void theTextEncoderIsRepaired() throws IOException {
        String bare = "cond_stage_model.transformer.";
        Path damaged = TestFiles.of().with(FIRST, new long[]{1, 4, 1, 1}, 1, 2, 3, 4)
                .with(bare + "embeddings.position_ids", new long[]{1, 3}, 0, 1.0009766f, 1.9980469f)
                .with(bare + "final_layer_norm.bias", 5).write(folder.resolve("damaged"));
        Path out = folder.resolve("a.ckpt");
        new Conversion(null, false, false).write(damaged, out);

        try (TensorFile file = TensorFile.open(out)) {
            Tensor positions = file.tensors().get(Checkpoint.POSITION_IDS);
            assertThat(positions.dtype()).isEqualTo(DType.I64);
            assertThat(positions.shape()).containsExactly(1, 3);
            assertThat(positions.toFloats()).containsExactly(0, 1, 2);
            assertThat(file.tensors().get(Checkpoint.TEXT_ENCODER + "final_layer_norm.bias").toFloats())
                    .containsExactly(5);
        }
    }

    @Test
    void otherFilesAreConvertedAsTheyAre() throws IOException {
        Path out = folder.resolve("upscaler.safetensors");
        new Conversion(DType.F16, false, false).write(Miniature.UPSCALER, out);

        try (TensorFile before = TensorFile.open(Miniature.UPSCALER); TensorFile after = TensorFile.open(out)) {
            assertThat(after.tensors().keySet()).containsExactlyInAnyOrderElementsOf(before.tensors().keySet());
            assertThat(after.tensors().values()).allMatch(tensor -> tensor.dtype() == DType.F16);
        }
        assertThatThrownBy(() -> new Conversion(null, true, false).write(Miniature.UPSCALER, out))
                .isInstanceOf(TensorFileException.class).hasMessageContaining("only a checkpoint can be pruned");
    }

    @Test
    void aValueThatIsTooLargeAndTheModelItselfAsOutputAreErrors() {
        Path large = TestFiles.of().with(FIRST, new long[]{1, 4, 1, 1}, 1, 2, 3, 4).with(BIAS, 1e6f)
                .write(folder.resolve("a.safetensors"));

        assertThatThrownBy(() -> new Conversion(DType.F16, false, false).write(large, folder.resolve("b.ckpt")))
                .isInstanceOf(TensorFileException.class).hasMessageContaining(BIAS).hasMessageContaining("too large");
        assertThatThrownBy(() -> new Conversion(null, false, false).write(large, large))
                .isInstanceOf(TensorFileException.class).hasMessageContaining("must be another file");
    }
}
