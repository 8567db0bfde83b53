package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KohyaNamesTest {

    @ParameterizedTest
    @CsvSource({"input_blocks.0.0, conv_in", "out.2, conv_out", "time_embed.2, time_embedding.linear_2",
            "input_blocks.1.0.in_layers.2, down_blocks.0.resnets.0.conv1",
            "input_blocks.5.1.transformer_blocks.0.attn2.to_out.0, down_blocks.1.attentions.1.transformer_blocks.0.attn2.to_out.0",
            "input_blocks.6.0.op, down_blocks.1.downsamplers.0.conv",
            "input_blocks.11.0.emb_layers.1, down_blocks.3.resnets.1.time_emb_proj",
            "middle_block.0.out_layers.3, mid_block.resnets.0.conv2",
            "middle_block.1.proj_in, mid_block.attentions.0.proj_in",
            "middle_block.2.in_layers.0, mid_block.resnets.1.norm1",
            "output_blocks.2.1.conv, up_blocks.0.upsamplers.0.conv",
            "output_blocks.5.2.conv, up_blocks.1.upsamplers.0.conv",
            "output_blocks.11.1.transformer_blocks.0.ff.net.0.proj, up_blocks.3.attentions.2.transformer_blocks.0.ff.net.0.proj",
            "output_blocks.3.0.skip_connection, up_blocks.1.resnets.0.conv_shortcut"})
    void layersHaveTheirDiffusersPath(String layer, String path) {
        assertThat(KohyaNames.diffusers(layer)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"lora_unet_conv_in, input_blocks.0.", "lora_unet_down_blocks_0_resnets_0_conv1, input_blocks.1.",
            "lora_unet_down_blocks_2_attentions_1_proj_in, input_blocks.8.",
            "lora_unet_down_blocks_1_downsamplers_0_conv, input_blocks.6.",
            "lora_unet_mid_block_resnets_1_conv1, middle_block.",
            "lora_unet_up_blocks_0_upsamplers_0_conv, output_blocks.2.",
            "lora_unet_up_blocks_3_attentions_2_proj_out, output_blocks.11.",
            "lora_unet_input_blocks_10_0_in_layers_2, input_blocks.10.",
            "lora_unet_output_blocks_3_1_proj_in, output_blocks.3.",
            "lora_unet_middle_block_1_proj_in, middle_block.", "lora_unet_conv_out, out.",
            "lora_unet_time_embedding_linear_1, out."})
    void aNameSaysItsBlockWithoutAModel(String name, String block) {
        assertThat(KohyaNames.block(name)).isEqualTo("model.diffusion_model." + block);
    }

    @Test
    void everyLayerOfTheMiniatureHasItsNameAndItsBlock() {
        try (Checkpoint model = Checkpoint.open(Miniature.V1_5)) {
            Map<String, String> index = KohyaNames.index(model.tensors().keySet());

            for (String name : model.tensors().keySet()) {
                if (name.endsWith(".weight") && !name.startsWith(Checkpoint.VAE)) {
                    String kohya = KohyaNames.layer(name);
                    assertThat(index).containsEntry(kohya, name);
                    assertThat(LoraBlockWeights.ALL.of(KohyaNames.block(kohya))).isEqualTo(1);
                    if (!name.contains("time_embed") && !name.contains("_model.out.")) {
                        assertThat(Block.of(KohyaNames.block(kohya))).as(kohya).isEqualTo(Block.of(name));
                    }
                }
            }
        }
    }
}
