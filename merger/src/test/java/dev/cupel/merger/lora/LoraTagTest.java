package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraTagTest {

    private static LoraTag of(String text) {
        return LoraTag.parse(List.of(text.split(":", -1)));
    }

    /** The cases of sd-webui-loractl's own tests (test/tests.py, test_params_to_weights), but that hr says nothing of the text encoder. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "1.0                      | 1           | 1           | 1           | 1",
            "0.5@0,1@1:hr=0.6         | 0.5@0,1@1   | 0.5@0,1@1   | 0.5@0,1@1   | 0.6",
            "te=0.5@0,1@1             | 0.5@0,1@1   | 0.5@0,1@1   | 0.5@0,1@1   | 0.5@0,1@1",
            "unet=0.5@0,1@1           | 1           | 0.5@0,1@1   | 1           | 0.5@0,1@1",
            "unet=0.5@0,1@1:hrte=0.5  | 1           | 0.5@0,1@1   | 0.5         | 0.5@0,1@1",
            "hr=0.6:hrte=0.5          | 1           | 1           | 0.5         | 0.6",
            "0.8@0.15,0@0.3:hr=0      | 0.8@0.15,0@0.3 | 0.8@0.15,0@0.3 | 0.8@0.15,0@0.3 | 0"})
    void weightsOfThePassesAreThoseOfTheExtension(String text, String te, String unet, String hrte, String hrunet) {
        LoraTag tag = of(text);

        assertThat(tag.first().textEncoder()).isEqualTo(of(te).first().unet());
        assertThat(tag.first().unet()).isEqualTo(of(unet).first().unet());
        assertThat(tag.second().textEncoder()).isEqualTo(of(hrte).first().unet());
        assertThat(tag.second().unet()).isEqualTo(of(hrunet).first().unet());
    }

    @Test
    void blocksAndStepsHoldInBothPasses() {
        LoraTag tag = of("1:hr=0.5:hrte=0.5:lbw=OUTALL:start=3:stop=9");

        assertThat(tag.second()).isEqualTo(of("0.5:lbw=OUTALL:step=3-9").first());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x@1", "1@x", "1@", "NaN", "0.5:step=5", "0.5:start=a", "0.5:speed=1", "1:2:3", "1:hr=x",
            "1:hrunet=", "1:hrte=0.5@x"})
    void nonsenseIsRefused(String text) {
        assertThatThrownBy(() -> of(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("\n");
    }

    @Test
    void anotherWeightInTheSecondPassIsNoStrengthToMergeWith() {
        assertThat(LoraStrength.parse(List.of("0.5", "hr=0.5"))).isEqualTo(LoraStrength.of(0.5));
        assertThatThrownBy(() -> LoraStrength.parse(List.of("0.5", "hr=1")))
                .hasMessageContaining("must be one number here, but is [0.5, hr=1]");
    }

    @Test
    void aLoraOfBothPassesIsOneLayer() {
        PassLora half = new PassLora(Path.of("a"), of("0.5").first());
        PassLora full = new PassLora(Path.of("a"), of("1").first());
        PassLora other = new PassLora(Path.of("b"), of("1").first());
        PassLora blocks = new PassLora(Path.of("a"), of("1:lbw=OUTALL").first());

        List<ScheduledLora> layers = ScheduledLora.of(List.of(half, half), List.of(other, blocks, full));

        assertThat(layers).extracting(ScheduledLora::file).containsExactly(Path.of("a"), Path.of("a"), Path.of("b"),
                Path.of("a"));
        assertThat(layers).extracting(layer -> layer.first().at(0, 0, 1).unet()).containsExactly(0.5, 0.5, 0.0, 0.0);
        assertThat(layers).extracting(layer -> layer.second().at(0, 0, 1).unet()).containsExactly(1.0, 0.0, 1.0, 1.0);
        assertThat(layers.getFirst().largest()).isEqualTo(LoraStrength.of(1));
        assertThat(ScheduledLora.of(List.of(half, other), List.of(other, half))).allMatch(ScheduledLora::constant);
    }
}
