package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;

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
}
