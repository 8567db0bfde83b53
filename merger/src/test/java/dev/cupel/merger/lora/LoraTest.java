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

    private Path file(TestFiles content) {
        return content.write(folder.resolve("x"));
    }

    @Test
    void theMiniaturesLorasAreRead() {
        try (Lora sepia = Lora.open(Miniature.SEPIA); Lora kat = Lora.open(Miniature.KAT)) {
            assertThat(sepia.name()).isEqualTo("sepia");
            assertThat(sepia.layerNames()).hasSize(160);
            assertThat(sepia.layers().values()).allSatisfy(layer -> {
                assertThat(layer.changes().toList()).singleElement().satisfies(change -> {
                    assertThat(change.family()).isEqualTo("LoRA");
                    assertThat(change.rank()).isEqualTo(4);
                    assertThat(change.scale()).isEqualTo(1);
                });
            });
            assertThat(kat.metadata()).containsEntry("ss_sd_model_name", "mini-v1-5.safetensors");
        }
    }

    @Test
    void withoutAlphaTheScaleIsOneAndTheFileNamesTheLora() {
        Path file = TestFiles.of().with("lora_unet_x.lora_down.weight", new long[]{1, 1}, 2)
                .with("lora_unet_x.lora_up.weight", new long[]{1, 1}, 3).write(folder.resolve("style.safetensors"));

        try (Lora lora = Lora.open(file)) {
            assertThat(lora.layers().get("lora_unet_x").changes()).singleElement()
                    .satisfies(change -> assertThat(change.scale()).isEqualTo(1));
            assertThat(lora.name()).isEqualTo("style");
        }
    }

    @Test
    void aScaleInTheFileIsTakenForAlphaByRank() {
        Path file = file(TestFiles.of().with("lora_unet_x.lora_down.weight", new long[]{2, 1}, 2, 2)
                .with("lora_unet_x.lora_up.weight", new long[]{1, 2}, 3, 3).with("lora_unet_x.alpha", new long[0], 1)
                .with("lora_unet_x.scale", new long[0], 0.25f));

        try (Lora lora = Lora.open(file)) {
            assertThat(lora.layers().get("lora_unet_x").changes()).singleElement()
                    .satisfies(change -> assertThat(change.scale()).isEqualTo(0.25));
        }
    }

    @ParameterizedTest
    @CsvSource({"lora_unet_x.oft_blocks, OFT", "lora_unet_x.lora_up2.weight, is known", "lora_te2_x.alpha, SDXL",
            "lora_unet_x.dyn_up, DyLoRA"})
    void whatNoKnownFamilyHasIsRefusedByName(String key, String reason) {
        Path file = file(TestFiles.of().with("lora_unet_x.lora_down.weight", new long[]{1, 1}, 2)
                .with("lora_unet_x.lora_up.weight", new long[]{1, 1}, 3).with(key, 1));

        assertThatThrownBy(() -> Lora.open(file)).isInstanceOf(TensorFileException.class).hasMessageContaining(key)
                .hasMessageContaining(reason);
    }

    @Test
    void embeddingsThatAreCarriedAlongAreListed() {
        Path file = file(TestFiles.of().with("lora_unet_x.diff", new long[]{1, 1}, 2)
                .with("bundle_emb.cat.string_to_param.*", new long[]{1, 1}, 3));

        try (Lora lora = Lora.open(file)) {
            assertThat(lora.ignored()).containsExactly("bundle_emb.cat.string_to_param.*");
            assertThat(lora.layerNames()).containsExactly("lora_unet_x");
        }
    }

    @Test
    void aModelIsNoLora() {
        assertThatThrownBy(() -> Lora.open(Miniature.V1_5)).isInstanceOf(WrongArchitectureException.class)
                .hasMessageContaining("a LoRA is needed").hasMessageContaining("checkpoint");
    }

    @Test
    void halfALayerIsAnError() {
        Path file = file(TestFiles.of().with("lora_unet_x.lora_down.weight", new long[]{1, 1}, 2));

        assertThatThrownBy(() -> Lora.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("lora_up is missing");
    }

    @Test
    void aLayerWithTensorsOfTwoFamiliesIsAnError() {
        Path file = file(TestFiles.of().with("lora_unet_x.diff", new long[]{1, 1}, 2)
                .with("lora_unet_x.hada_w1_a", new long[]{1, 1}, 3));

        assertThatThrownBy(() -> Lora.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("hada_w1_b is missing");
    }

    @Test
    void anAlphaAloneIsOfNoUse() {
        Path file = file(TestFiles.of().with("lora_unet_x.alpha", new long[0], 2));

        assertThatThrownBy(() -> Lora.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("lora_unet_x.alpha, which is of no use");
    }

    @Test
    void ranksThatDoNotFitAreAnError() {
        Path file = file(TestFiles.of().with("lora_unet_x.lora_down.weight", new long[]{2, 1}, 2, 2)
                .with("lora_unet_x.lora_up.weight", new long[]{1, 1}, 3));

        assertThatThrownBy(() -> Lora.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("the first size of lora_down must be the second of lora_up")
                .hasMessageContaining("[2, 1] and [1, 1]");
    }
}
