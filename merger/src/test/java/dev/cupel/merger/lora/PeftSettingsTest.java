package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.checkpoint.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scale of a PEFT file, which has no alpha among its tensors. */
class PeftSettingsTest {

    @TempDir
    Path folder;

    private double scale(String settings) throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), settings);
        Path file = TestFiles.of().with("base_model.model.a.to_q.lora_A.weight", new long[]{4, 1}, new float[4])
                .with("base_model.model.a.to_q.lora_B.weight", new long[]{1, 4}, new float[4])
                .write(folder.resolve("adapter_model.safetensors"));
        try (Lora lora = Lora.open(file)) {
            return lora.layers().get("lora_unet_a_to_q").changes().findFirst().orElseThrow().scale();
        }
    }

    @Test
    void alphaByRankIsTheScale() throws IOException {
        assertThat(scale("{\"r\": 4, \"lora_alpha\": 8}")).isEqualTo(2);
    }

    @Test
    void rankStabilisationDividesByTheRoot() throws IOException {
        assertThat(scale("{\"lora_alpha\": 8, \"use_rslora\": true}")).isEqualTo(4);
    }

    @Test
    void aLayersOwnAlphaGoesFirst() throws IOException {
        assertThat(scale("{\"lora_alpha\": 8, \"alpha_pattern\": {\"to_q\": 1, \"o_q\": 3}}")).isEqualTo(0.25,
                within(0.0));
    }

    @Test
    void withoutAlphaTheScaleIsOne() throws IOException {
        assertThat(scale("{}")).isEqualTo(1);
    }

    @Test
    void settingsThatAreNoJsonAreAnError() {
        assertThatThrownBy(() -> scale("{")).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("adapter_config.json");
    }
}
