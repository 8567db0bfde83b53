package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraStrengthTest {

    @ParameterizedTest
    @CsvSource({"'', 1, 1", "0.8, 0.8, 0.8", "0.8:0.5, 0.8, 0.5", "te=0.3, 0.3, 0.3", "unet=0.3, 1, 0.3",
            "0.8:unet=0.2, 0.8, 0.2", "0.8:0.1:te=0.5, 0.5, 0.1", "te=0:unet=1.5, 0, 1.5", "-1, -1, -1"})
    void weightsAreReadAsInPrompts(String text, double textEncoder, double unet) {
        LoraStrength strength = LoraStrength.parse(text.isEmpty() ? List.of() : List.of(text.split(":")));

        assertThat(strength.textEncoder()).isEqualTo(textEncoder);
        assertThat(strength.unet()).isEqualTo(unet);
    }

    @Test
    void blockWeightsMultiplyTheWeights() {
        LoraStrength strength = LoraStrength.parse(List.of("0.5", "0.25", "lbw=OUTALL"));

        assertThat(strength.of("cond_stage_model.transformer.text_model.x")).isEqualTo(0.5);
        assertThat(strength.of("model.diffusion_model.output_blocks.5.1.proj_in.weight")).isEqualTo(0.25);
        assertThat(strength.of("model.diffusion_model.input_blocks.5.1.proj_in.weight")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1:2:3", "dyn=3", "te=", "NaN"})
    void otherArgumentsAreRefused(String text) {
        assertThatThrownBy(() -> LoraStrength.parse(List.of(text.split(":", -1))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("\nMaybe");
    }
}
