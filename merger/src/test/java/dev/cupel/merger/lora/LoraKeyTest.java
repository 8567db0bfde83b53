package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraKeyTest {

    private static final String LAYER = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q";

    @ParameterizedTest
    @CsvSource({"lora_down.weight, lora_down", "lora_up.weight, lora_up", "lora_mid.weight, lora_mid", "alpha, alpha",
            "scale, scale", "dora_scale, dora_scale", "hada_w1_a, hada_w1_a", "hada_t2, hada_t2",
            "lokr_w2, lokr_w2", "lokr_w1_b, lokr_w1_b", "diff, diff", "diff_b, diff_b", "w_norm, w_norm",
            "weight, weight", "on_input, on_input", "lora_A.weight, lora_down", "lora.up.weight, lora_up"})
    void kohyasNamesHaveLayerAndPart(String ending, String part) {
        assertThat(LoraKey.parse(LAYER + "." + ending)).contains(new LoraKey(LAYER, part, ""));
    }

    @ParameterizedTest
    @CsvSource({"unet.PATH.to_q.lora.down.weight, lora_down", "unet.PATH.to_q.lora_A.weight, lora_down",
            "unet.PATH.to_q.lora_B.weight, lora_up", "unet.PATH.processor.to_q_lora.up.weight, lora_up",
            "PATH.processor.to_q_lora.down.weight, lora_down", "base_model.model.PATH.to_q.lora_B.weight, lora_up",
            "base_model.model.PATH.to_q.lora_A.default.weight, lora_down",
            "base_model.model.unet.PATH.to_q.lora_magnitude_vector.default.weight, lora_magnitude_vector",
            "unet.PATH.to_q.lora_magnitude_vector, lora_magnitude_vector", "unet.PATH.to_q.alpha, alpha",
            "diffusion_model.PATH.to_q.lora_up.weight, lora_up", "unet.PATH.to_q.hada_w1_a.default, hada_w1_a",
            "unet.PATH.to_q.lokr_w2_b, lokr_w2_b"})
    void namesOfDiffusersAndPeftMeanTheSameLayer(String name, String part) {
        String path = "down_blocks.0.attentions.0.transformer_blocks.0.attn1";

        assertThat(LoraKey.parse(name.replace("PATH", path))).contains(new LoraKey(LAYER, part, path + ".to_q"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text_encoder.text_model.encoder.layers.0.mlp.fc1.lora_linear_layer.up.weight",
            "text_encoder.text_model.encoder.layers.0.mlp.fc1.lora_B.weight",
            "base_model.model.text_model.encoder.layers.0.mlp.fc1.lora_B.weight",
            "lora_te_text_model_encoder_layers_0_mlp_fc1.lora_up.weight",
            "lora_te1_text_model_encoder_layers_0_mlp_fc1.lora_up.weight"})
    void theTextEncoderHasItsNames(String name) {
        assertThat(LoraKey.parse(name)).hasValueSatisfying(key -> {
            assertThat(key.layer()).isEqualTo("lora_te_text_model_encoder_layers_0_mlp_fc1");
            assertThat(key.part()).isEqualTo("lora_up");
        });
    }

    @Test
    void theOldProcessorsCallTheFirstOutputToOut() {
        assertThat(
                LoraKey.parse("unet.mid_block.attentions.0.transformer_blocks.0.attn1.processor.to_out_lora.up.weight"))
                .hasValueSatisfying(key -> assertThat(key.layer())
                        .isEqualTo("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_out_0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora_unet_x", "lora_unet_x.oft_blocks", "model.diffusion_model.out.2.weight",
            "unet.down_blocks.0.weight", "lora_unet_x.lora_down.bias", "x"})
    void otherNamesAreNone(String name) {
        assertThat(LoraKey.parse(name)).isEmpty();
    }
}
