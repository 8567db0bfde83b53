package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockTest {

    @ParameterizedTest
    @CsvSource({"time_embed.0.weight, IN00", "label_emb.0.0.bias, IN00", "input_blocks.0.0.bias, IN00",
            "input_blocks.11.0.in_layers.0.weight, IN11",
            "middle_block.1.norm.weight, M00", "output_blocks.0.0.emb_layers.1.weight, OUT00",
            "output_blocks.10.1.transformer_blocks.0.attn1.to_out.0.bias, OUT10", "out.2.weight, OUT11"})
    void unetTensorsBelongToTheirBlock(String name, Block block) {
        assertThat(Block.of("model.diffusion_model." + name)).isEqualTo(block);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first_stage_model.quant_conv.weight", "betas",
            "cond_stage_model.transformer.text_model.final_layer_norm.bias"})
    void allElseBelongsToBase(String name) {
        assertThat(Block.of(name)).isEqualTo(Block.BASE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"input_blocks.12.0.weight", "output_blocks.112.0.weight",
            "outer.x"})
    void blocksOfOtherArchitecturesAreErrors(String name) {
        assertThatThrownBy(() -> Block.of("model.diffusion_model." + name)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    /** Tensors per block as in the published SD 1.5; the miniature lacks the skip projection of IN07. */
    @Test
    void theMiniatureHasAsManyTensorsPerBlockAsTheOriginal() {
        Map<Block, Integer> counts = new EnumMap<>(Block.class);
        try (Checkpoint checkpoint = Checkpoint.open(Miniature.V1_5)) {
            checkpoint.tensors().keySet().forEach(name -> counts.merge(Block.of(name), 1, Integer::sum));
        }

        counts.remove(Block.BASE);
        assertThat(counts.values()).containsExactly(6, 36, 36, 2, 38, 36, 2, 38 - 2, 36, 2, 10, 10, 46, 12, 12, 14, 38,
                38, 40,
                38, 38, 40, 38, 38, 42);
    }
}
