package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

    private static final String FIRST = "model.diffusion_model.input_blocks.0.0.weight";

    @TempDir
    Path folder;

    @Test
    void theThreeLayoutsOfTheMiniatureHaveTheSameNamesAndShapes() {
        try (Checkpoint full = Checkpoint.open(Miniature.V1_4);
                Checkpoint nai = Checkpoint.open(Miniature.ANIME);
                Checkpoint pruned = Checkpoint.open(Miniature.V1_5)) {

            Set<String> names = pruned.tensors().keySet();
            assertThat(names).hasSize(932).noneMatch(name -> name.startsWith("model_ema."));
            assertThat(full.tensors().keySet()).containsExactlyInAnyOrderElementsOf(names);
            assertThat(nai.tensors().keySet()).containsExactlyInAnyOrderElementsOf(names);
            for (String name : names) {
                assertThat(full.tensors().get(name).shape()).isEqualTo(pruned.tensors().get(name).shape());
                assertThat(nai.tensors().get(name).shape()).isEqualTo(pruned.tensors().get(name).shape());
            }
            assertThat(full.carried()).hasSize(13).containsKeys("betas", Checkpoint.POSITION_IDS);
            assertThat(nai.carried()).containsOnlyKeys(Checkpoint.POSITION_IDS);
        }
    }

    @Test
    void emaTakesTheMovingAverageForTheUnetAlone() {
        String text = Checkpoint.TEXT_ENCODER + "final_layer_norm.bias";
        try (Checkpoint plain = Checkpoint.open(Miniature.V1_4);
                Checkpoint ema = Checkpoint.open(Miniature.V1_4, true);
                TensorFile file = TensorFile.open(Miniature.V1_4)) {

            assertThat(plain.tensors().get(FIRST).toFloats()).isEqualTo(file.tensors().get(FIRST).toFloats());
            assertThat(ema.tensors().get(FIRST).toFloats())
                    .isEqualTo(file.tensors().get("model_ema.diffusion_modelinput_blocks00weight").toFloats())
                    .isNotEqualTo(plain.tensors().get(FIRST).toFloats());
            assertThat(ema.tensors().get(text).toFloats()).isEqualTo(plain.tensors().get(text).toFloats());
        }
    }

    @Test
    void emaOfAPrunedFileIsAnError() {
        assertThatThrownBy(() -> Checkpoint.open(Miniature.V1_5, true)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("EMA").hasMessageContaining("ema: false");
    }

    @Test
    void matricesOfPointwiseConvolutionsGetTheirFourDimensions() {
        String name = "model.diffusion_model.input_blocks.1.1.proj_in.weight";
        Path file = TestFiles.of().with(FIRST, new long[]{1, 4, 1, 1}, 1, 2, 3, 4).with(name, new long[]{1, 2}, 5, 6)
                .write(folder.resolve("x"));

        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.tensors().get(name).shape()).containsExactly(1, 2, 1, 1);
        }
    }

    @Test
    void otherKindsOfFilesAreRefusedByWhatTheyAre() {
        refused(Miniature.SEPIA, "LoRA (kohya)", "under loras");
        refused(Miniature.EMBEDDING, "textual inversion embedding", "under embeddings");
        refused(Miniature.CLIP, "CLIP model", "scorer");
        refused(Miniature.UPSCALER, "ESRGAN upscaler", "upscaler");
        refused(TestFiles.of().with("encoder.conv_in.weight", 1).with("decoder.conv_in.weight", 1)
                .with("decoder.norm_out.weight", 1), "autoencoder (VAE)", "whole checkpoint");
        refused(TestFiles.of().with("control_model.input_hint_block.0.weight", 1), "ControlNet", "steers");
        refused(TestFiles.of().with("down_blocks.0.resnets.0.conv1.weight", 1), "diffusers", "model_index.json");
        refused(TestFiles.of().with("lora_unet_x.hada_w1_a", 1), "LyCORIS", "under loras");
        refused(TestFiles.of().with("x", 1), "unknown kind", "another program");
    }

    private static final String TO_K = "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight";

    private TestFiles plain(int channels) {
        return TestFiles.of().with(FIRST, new long[]{1, channels, 1, 1}, new float[channels]);
    }

    /** All can be merged among themselves; to draw them is refused with a sentence. */
    @Test
    void modelsOfOtherKindsAreOpenedForMergesButNotForPictures() {
        opened(plain(9), Architecture.SD1, "inpainting", "4 input channels");
        opened(plain(8), Architecture.SD1, "InstructPix2Pix", "4 input channels");
        opened(plain(4).with("cond_stage_model.model.ln_final.bias", 1), Architecture.SD2, "Stable Diffusion 2.x",
                "1.4 or 1.5");
        opened(plain(4).with(TO_K, new long[]{1, 1024}, new float[1024]), Architecture.SD2, "Stable Diffusion 2.x",
                "1.4 or 1.5");
        opened(plain(4).with("conditioner.embedders.0.x", 1), Architecture.SDXL, "Stable Diffusion XL", "1.4 or 1.5");
        opened(plain(4).with("model.diffusion_model.label_emb.0.0.weight", 1), Architecture.SDXL, "XL", "1.4 or 1.5");
        opened(plain(4).with(TO_K, new long[]{1, 2048}, new float[2048]), Architecture.SDXL, "XL", "1.4 or 1.5");
        opened(plain(4).with(TO_K, new long[]{1, 1280}, new float[1280]).with("conditioner.embedders.0.model.x", 1),
                Architecture.SDXL_REFINER, "refiner", "1.4 or 1.5");
    }

    private void opened(TestFiles file, Architecture architecture, String kind, String advice) {
        try (Checkpoint checkpoint = Checkpoint.open(file.write(folder.resolve("x")))) {
            assertThat(checkpoint.architecture()).isEqualTo(architecture);
            assertThat(checkpoint.tensors()).containsKey(FIRST);
            assertThatThrownBy(checkpoint::requireDrawable).isInstanceOf(WrongArchitectureException.class)
                    .hasMessageContaining("pictures are drawn").hasMessageContaining(kind)
                    .hasMessageContaining(advice);
        }
    }

    @Test
    void marksInTheFileSayWhatItsUNetPredicts() {
        TestFiles file = plain(4).with("v_pred", 1).with("ztsnr", 1);
        try (Checkpoint checkpoint = Checkpoint.open(file.write(folder.resolve("v")))) {
            checkpoint.requireDrawable();

            assertThat(checkpoint.prediction()).isEqualTo(Prediction.V);
            assertThat(checkpoint.zeroTerminal()).isTrue();
        }
    }

    @Test
    void plainModelsCanBeDrawn() {
        try (Checkpoint checkpoint = Checkpoint.open(Miniature.V1_5)) {
            checkpoint.requireDrawable();

            assertThat(checkpoint.prediction()).isEqualTo(Prediction.EPSILON);
        }
    }

    @Test
    void modelsOfDifferentArchitecturesDoNotMerge() {
        Path other = plain(4).with("conditioner.embedders.0.x", 1).write(folder.resolve("xl"));
        try (Checkpoint one = Checkpoint.open(plain(4).write(folder.resolve("one")));
                Checkpoint wide = Checkpoint.open(plain(9).write(folder.resolve("wide")));
                Checkpoint xl = Checkpoint.open(other)) {
            one.requireSameArchitecture("tuned", wide);

            assertThatThrownBy(() -> one.requireSameArchitecture("tuned", xl))
                    .isInstanceOf(WrongArchitectureException.class)
                    .hasMessageContaining("models of one architecture can be merged")
                    .hasMessageContaining("tuned (" + other + ") is a 'Stable Diffusion XL checkpoint'");
        }
    }

    @Test
    void textEncodersOfOtherArchitecturesAreMergedTooAndTheirTablesAreNot() {
        Path xl = plain(4).with("conditioner.embedders.0.transformer.text_model.final_layer_norm.bias", 1)
                .with("conditioner.embedders.0.transformer.text_model.embeddings.position_ids", 0, 1)
                .with("conditioner.embedders.1.model.logit_scale", 4).write(folder.resolve("xl"));
        try (Checkpoint checkpoint = Checkpoint.open(xl)) {
            assertThat(checkpoint.tensors()).hasSize(3);
            assertThat(checkpoint.carried()).hasSize(1)
                    .allSatisfy((name, t) -> assertThat(Checkpoint.isPositionIds(name)).isTrue());
        }
    }

    @Test
    void projInOfLaterArchitecturesStaysAMatrix() {
        String name = "model.diffusion_model.input_blocks.4.1.proj_in.weight";
        Path xl = plain(4).with(name, new long[]{1, 2}, 5, 6).with("conditioner.embedders.0.x", 1)
                .write(folder.resolve("xl"));
        try (Checkpoint checkpoint = Checkpoint.open(xl)) {
            assertThat(checkpoint.tensors().get(name).shape()).containsExactly(1, 2);
        }
    }

    private void refused(TestFiles file, String kind, String advice) {
        refused(file.write(folder.resolve("x")), kind, advice);
    }

    private static void refused(Path file, String kind, String advice) {
        assertThatThrownBy(() -> Checkpoint.open(file)).isInstanceOf(WrongArchitectureException.class)
                .hasMessageContaining("a Stable Diffusion checkpoint is needed").hasMessageContaining(kind)
                .hasMessageContaining(advice);
    }

    @Test
    void aQuantisedModelIsRefused() {
        Path file = TestFiles.safetensors(folder.resolve("x"), """
                {"%s":{"dtype":"I8","shape":[1,4],"data_offsets":[0,4]}}""".formatted(FIRST), new byte[4]);

        assertThatThrownBy(() -> Checkpoint.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("I8").hasMessageContaining("quantised");
    }
}
