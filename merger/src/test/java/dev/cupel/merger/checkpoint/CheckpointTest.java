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
        refused(TestFiles.of().with(FIRST, new long[]{1, 9, 1, 1}, new float[9]), "inpainting", "4 input channels");
        refused(TestFiles.of().with(FIRST, new long[]{1, 8, 1, 1}, new float[8]), "InstructPix2Pix",
                "4 input channels");
        refused(TestFiles.of().with(FIRST, new long[]{1, 4, 1, 1}, new float[4])
                .with("cond_stage_model.model.ln_final.bias", 1),
                "Stable Diffusion 2.x", "1.4 or 1.5");
        refused(TestFiles.of().with(FIRST, new long[]{1, 4, 1, 1}, new float[4]).with(
                "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", new long[]{1, 1024},
                new float[1024]), "Stable Diffusion 2.x", "1.4 or 1.5");
        refused(TestFiles.of().with(FIRST, new long[]{1, 4, 1, 1}, new float[4]).with("conditioner.embedders.0.x", 1),
                "Stable Diffusion XL", "1.4 or 1.5");
        refused(TestFiles.of().with("encoder.conv_in.weight", 1).with("decoder.conv_in.weight", 1)
                .with("decoder.norm_out.weight", 1), "autoencoder (VAE)", "whole checkpoint");
        refused(TestFiles.of().with("control_model.input_hint_block.0.weight", 1), "ControlNet", "steers");
        refused(TestFiles.of().with("down_blocks.0.resnets.0.conv1.weight", 1), "diffusers", "convert");
        refused(TestFiles.of().with("lora_unet_x.hada_w1_a", 1), "LyCORIS", "under loras");
        refused(TestFiles.of().with("x", 1), "unknown kind", "another program");
    }

    private void refused(TestFiles file, String kind, String advice) {
        refused(file.write(folder.resolve("x")), kind, advice);
    }

    private static void refused(Path file, String kind, String advice) {
        assertThatThrownBy(() -> Checkpoint.open(file)).isInstanceOf(WrongArchitectureException.class)
                .hasMessageContaining("a Stable Diffusion 1.x checkpoint is needed").hasMessageContaining(kind)
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
