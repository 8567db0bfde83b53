package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

    @Test
    void xlHasTwentyBlocksAndAllOthersTwentySix() {
        assertThat(Architecture.SD1.blocks()).isEqualTo(Arrays.asList(Block.values()));
        assertThat(Architecture.SD2.blocks()).hasSize(26);
        assertThat(Architecture.SDXL_REFINER.blocks()).hasSize(26);
        assertThat(Architecture.SDXL.blocks()).hasSize(20).startsWith(Block.BASE, Block.IN00)
                .containsSequence(Block.IN08, Block.M00, Block.OUT00).endsWith(Block.OUT08);
    }

    @ParameterizedTest
    @CsvSource({"time_embed.0.weight, IN00", "label_emb.0.0.weight, IN00", "input_blocks.8.1.proj_in.weight, IN08",
            "middle_block.1.norm.weight, M00", "output_blocks.8.0.emb_layers.1.weight, OUT08", "out.2.weight, OUT08"})
    void tensorsOfXlBelongToItsBlocks(String name, Block block) {
        assertThat(Architecture.SDXL.block("model.diffusion_model." + name)).isEqualTo(block);
    }

    @ParameterizedTest
    @EnumSource
    void textEncodersAndAutoencodersBelongToBase(Architecture architecture) {
        assertThat(architecture.block("conditioner.embedders.1.model.ln_final.bias")).isEqualTo(Block.BASE);
        assertThat(architecture.block("cond_stage_model.model.ln_final.bias")).isEqualTo(Block.BASE);
        assertThat(architecture.block("first_stage_model.quant_conv.bias")).isEqualTo(Block.BASE);
    }

    @Test
    void theOutputHeadOfTheOthersBelongsToTheirLastBlock() {
        assertThat(Architecture.SD2.block("model.diffusion_model.out.0.bias")).isEqualTo(Block.OUT11);
    }

    @ParameterizedTest
    @ValueSource(strings = {"input_blocks.9.0.weight", "output_blocks.11.0.weight", "x"})
    void blocksThatXlDoesNotHaveAreErrors(String name) {
        assertThatThrownBy(() -> Architecture.SDXL.block("model.diffusion_model." + name))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Stable Diffusion XL")
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({"SD1, , , EPSILON", "SDXL, , , EPSILON", "SD2, , , UNTOLD", "SD2, epsilon, , EPSILON", "SD2, v, , V",
            "SD1, v, , V", "SD2, , stable-diffusion-v2-768-v, V", "SD2, , stable-diffusion-v2-512, UNTOLD"})
    void thePredictionIsWhatTheFileSays(Architecture architecture, String type, String model, Prediction expected) {
        Map<String, String> metadata = Map.of("modelspec.prediction_type", type == null ? "" : type,
                "modelspec.architecture", model == null ? "" : model);

        assertThat(Prediction.of(architecture, Set.of(), metadata)).isEqualTo(expected);
        assertThat(Prediction.of(architecture, Set.of("v_pred"), metadata)).isEqualTo(Prediction.V);
    }
}
