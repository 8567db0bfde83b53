package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.merger.Miniature;
import org.junit.jupiter.api.Test;

class InspectionTest {

    @Test
    void aFullCheckpointIsDescribed() {
        Inspection inspection = Inspection.of(Miniature.V1_4);

        assertThat(inspection.kind()).isEqualTo(FileKind.STABLE_DIFFUSION_1);
        assertThat(inspection.layout()).anyMatch(fact -> fact.contains("EMA") && fact.contains("plain ones are used"));
        assertThat(inspection.precision()).containsEntry(DType.F16, 1616);
        assertThat(inspection.parts()).contains(new Inspection.Part("EMA copy of the U-Net", 686, 3_277_990),
                new Inspection.Part("IN00", 6, 21_920));
        assertThat(inspection.render()).contains("torch pickle, zip layout", "Stable Diffusion 1.x checkpoint",
                "global_step: 12345",
                inspection.hash().sha256(), inspection.hash().shortHash(), "OUT11");
    }

    @Test
    void theNovelAiTextEncoderIsMentioned() {
        assertThat(Inspection.of(Miniature.ANIME).render()).contains("NovelAI", "pruned", "has an autoencoder",
                "932 tensors F16");
    }

    @Test
    void otherFilesAreDescribedToo() {
        assertThat(Inspection.of(Miniature.SEPIA).render()).contains("LoRA (kohya)", "ss_output_name: sepia");
        assertThat(Inspection.of(Miniature.EMBEDDING).render()).contains("textual inversion embedding", "name: bad");
        assertThat(Inspection.of(Miniature.UPSCALER).render()).contains("ESRGAN upscaler");
        assertThat(Inspection.of(Miniature.CLIP).render()).contains("CLIP model", "142 tensors F32");
    }
}
