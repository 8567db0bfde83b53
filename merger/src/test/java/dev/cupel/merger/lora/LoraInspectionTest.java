package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.TestFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraInspectionTest {

    @TempDir
    Path folder;

    @Test
    void blocksHaveRankScaleAndLength() {
        String down = "lora_unet_down_blocks_1_attentions_0_proj_in.";
        Path file = TestFiles.of().with(down + "lora_down.weight", new long[]{1, 2}, 3, 4)
                .with(down + "lora_up.weight", new long[]{2, 1}, 1, 0).with(down + "alpha", new long[0], 2)
                .with("lora_te_text_model_encoder_layers_0_mlp_fc1.diff", new long[]{1, 2}, 1, 1)
                .with("lora_unet_conv_out.diff_b", 6).with("bundle_emb.x.string_to_param.*", 1)
                .write(folder.resolve("style.safetensors"));

        LoraInspection inspection = LoraInspection.of(file);

        assertThat(inspection.parts()).extracting(LoraInspection.Part::block).containsExactly("BASE", "IN04", "other");
        assertThat(inspection.parts().get(1).length()).isEqualTo(10, within(1e-12)); // 2 * |(3, 4)|
        assertThat(inspection.parts().get(1).ranks()).containsExactly(1);
        assertThat(inspection.parts().get(1).scales()).containsExactly(2.0);
        assertThat(inspection.parts().get(1).parameters()).isEqualTo(4);
        assertThat(inspection.render()).contains("LoRA (1 tensors", "full difference (1", "bias (1", "left out",
                "bundle_emb.x", "IN04");
    }

    @Test
    void theMiniaturesLoraIsRendered() {
        assertThat(LoraInspection.of(Miniature.SEPIA).render()).contains("sepia", "LoRA (160 tensors", "OUT11",
                "M00").doesNotContain("BASE", "other");
    }
}
