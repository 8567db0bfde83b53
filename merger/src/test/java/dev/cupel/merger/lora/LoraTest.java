package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.checkpoint.TestFiles;
import dev.cupel.merger.checkpoint.WrongArchitectureException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoraTest {

    @TempDir
    Path folder;

    @Test
    void theMiniaturesLorasAreRead() {
        try (Lora sepia = Lora.open(Miniature.SEPIA); Lora kat = Lora.open(Miniature.KAT)) {
            assertThat(sepia.name()).isEqualTo("sepia");
            assertThat(sepia.moduleNames()).hasSize(160);
            assertThat(sepia.modules().values()).allSatisfy(module -> {
                assertThat(module.rank()).isEqualTo(4);
                assertThat(module.scale()).isEqualTo(1);
            });
            assertThat(kat.metadata()).containsEntry("ss_sd_model_name", "mini-v1-5.safetensors");
        }
    }

    @Test
    void withoutAlphaTheScaleIsOneAndTheFileNamesTheLora() {
        Path file = TestFiles.of().with("lora_unet_x.lora_down.weight", new long[]{1, 1}, 2)
                .with("lora_unet_x.lora_up.weight", new long[]{1, 1}, 3).write(folder.resolve("style.safetensors"));

        try (Lora lora = Lora.open(file)) {
            assertThat(lora.modules().get("lora_unet_x").scale()).isEqualTo(1);
            assertThat(lora.name()).isEqualTo("style");
        }
    }

    @ParameterizedTest
    @CsvSource({"lora_unet_x.hada_w1_a, LoHa", "lora_unet_x.lokr_w1, LoKr", "lora_unet_x.dora_scale, DoRA",
            "lora_unet_x.lora_mid.weight, Tucker", "lora_unet_x.diff_b, full difference", "lora_te2_x.alpha, SDXL",
            "unet.x.lora_A.weight, diffusers or PEFT"})
    void otherFamiliesAreRefusedByName(String key, String family) {
        Path file = TestFiles.of().with("lora_unet_x.lora_down.weight", new long[]{1, 1}, 2)
                .with("lora_unet_x.lora_up.weight", new long[]{1, 1}, 3).with(key, 1).write(folder.resolve("x"));
        Path alone = TestFiles.of().with(key, 1).write(folder.resolve("y"));

        assertThatThrownBy(() -> Lora.open(alone)).isInstanceOf(WrongArchitectureException.class)
                .hasMessageContaining(family);
        assertThatThrownBy(() -> Lora.open(file)).isInstanceOf(TensorFileException.class).hasMessageContaining(key);
    }

    @Test
    void aModelIsNoLora() {
        assertThatThrownBy(() -> Lora.open(Miniature.V1_5)).isInstanceOf(WrongArchitectureException.class)
                .hasMessageContaining("a LoRA in kohya's layout is needed").hasMessageContaining("checkpoint");
    }

    @Test
    void halfALayerIsAnError() {
        Path file = TestFiles.of().with("lora_unet_x.lora_down.weight", new long[]{1, 1}, 2).write(folder.resolve("x"));

        assertThatThrownBy(() -> Lora.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("lora_up.weight is missing");
    }

    @Test
    void ranksThatDoNotFitAreAnError() {
        Path file = TestFiles.of().with("lora_unet_x.lora_down.weight", new long[]{2, 1}, 2, 2)
                .with("lora_unet_x.lora_up.weight", new long[]{1, 1}, 3).write(folder.resolve("x"));

        assertThatThrownBy(() -> Lora.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("[2, 1] and [1, 1]");
    }
}
