package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraBlockWeightsTest {

    private static final String UNET = "model.diffusion_model.";
    private static final String TEXT = "cond_stage_model.transformer.text_model.encoder.layers.0.mlp.fc1.weight";

    private static String counted(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @CsvSource({"input_blocks.0.0.weight, 0", "input_blocks.1.1.proj_in.weight, 2",
            "input_blocks.2.1.proj_in.weight, 3",
            "input_blocks.3.0.op.weight, 0", "input_blocks.4.1.proj_in.weight, 4", "input_blocks.8.1.proj_in.weight, 7",
            "input_blocks.11.0.in_layers.2.weight, 0", "middle_block.1.proj_in.weight, 8",
            "output_blocks.2.1.conv.weight, 0", "output_blocks.3.1.proj_in.weight, 9",
            "output_blocks.11.1.proj_in.weight, 17"})
    void seventeenNumbersAreOfTheBlocksWithAttentionAndTheOthersAreOff(String tensor, double factor) {
        LoraBlockWeights weights = LoraBlockWeights.parse(counted(17));

        assertThat(weights.of(UNET + tensor)).isEqualTo(factor);
        assertThat(weights.of(TEXT)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"input_blocks.0.0.weight, 2", "input_blocks.11.0.in_layers.2.weight, 13",
            "middle_block.1.proj_in.weight, 14", "output_blocks.0.0.in_layers.2.weight, 15",
            "output_blocks.11.1.proj_in.weight, 26"})
    void twentySixNumbersAreOfAllBlocks(String tensor, double factor) {
        assertThat(LoraBlockWeights.parse(counted(26)).of(UNET + tensor)).isEqualTo(factor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"time_embed.0.weight", "out.2.weight"})
    void whatBelongsToNoBlockCountsFully(String tensor) {
        assertThat(LoraBlockWeights.parse("NONE").of(UNET + tensor)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"NONE, 0, 0, 0, 0, 0", "ALL, 1, 1, 1, 1, 1", "INS, 1, 1, 0, 0, 0", "IND, 1, 0, 1, 0, 0",
            "INALL, 1, 1, 1, 0, 0", "MIDD, 1, 0, 1, 1, 0", "OUTD, 1, 0, 0, 1, 0", "OUTS, 1, 0, 0, 0, 1",
            "OUTALL, 1, 0, 0, 1, 1"})
    void theExtensionsNamesAreKnown(String name, double base, double in04, double in05, double out06, double out07) {
        LoraBlockWeights weights = LoraBlockWeights.parse(name);

        assertThat(weights.of(TEXT)).isEqualTo(base);
        assertThat(weights.of(UNET + "input_blocks.4.1.proj_in.weight")).isEqualTo(in04);
        assertThat(weights.of(UNET + "input_blocks.5.1.proj_in.weight")).isEqualTo(in05);
        assertThat(weights.of(UNET + "output_blocks.6.1.proj_in.weight")).isEqualTo(out06);
        assertThat(weights.of(UNET + "output_blocks.7.1.proj_in.weight")).isEqualTo(out07);
    }

    @Test
    void otherCountsAndNamesAreRefused() {
        assertThatThrownBy(() -> LoraBlockWeights.parse(String.join(",", Collections.nCopies(16, "1"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("17 or 26").hasMessageContaining(
                        "OUTALL");
        assertThatThrownBy(() -> LoraBlockWeights.parse("OUTAL")).hasMessageContaining("'OUTAL'");
    }
}
