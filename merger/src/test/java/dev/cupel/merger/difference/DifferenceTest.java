package dev.cupel.merger.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.OriginalNames;
import dev.cupel.merger.checkpoint.TestFiles;
import dev.cupel.merger.checkpoint.WrongArchitectureException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {

    private static final String UNET = "model.diffusion_model.";
    private static final String FIRST = UNET + "input_blocks.0.0.weight";
    private static final String TO_K = UNET + "output_blocks.3.1.transformer_blocks.0.attn2.to_k.weight";

    @TempDir
    Path folder;

    private Checkpoint model(String name, TestFiles file) {
        return Checkpoint.open(file.with(FIRST, new long[]{1, 4, 1, 1}, 1, 1, 1, 1).write(folder.resolve(name)));
    }

    /** a = (3, 4), b = (3, 0): the difference has length 4 of 5, the cosine is 9 / (5 · 3). */
    @Test
    void distancesAreAddedPerBlockAndKind() {
        try (Checkpoint a = model("a", TestFiles.of().with(TO_K, new long[]{1, 2}, 3, 4).with(UNET + "out.2.bias", 1));
                Checkpoint b = model("b",
                        TestFiles.of().with(TO_K, new long[]{1, 2}, 3, 0).with(UNET + "out.2.bias", 1))) {
            Difference difference = Difference.of(a, b, 2);

            assertThat(difference.parts()).containsOnlyKeys("IN00", "OUT03", "OUT11");
            Distance keys = difference.parts().get("OUT03").get(LayerKind.ATTN2);
            assertThat(keys.relative()).isEqualTo(0.8);
            assertThat(keys.cosine()).isEqualTo(0.6);
            assertThat(keys.largest()).isEqualTo(4);
            assertThat(keys.differing()).isEqualTo(1);
            assertThat(Difference.total(difference.parts().get("IN00"))).isEqualTo(new Distance(1, 0, 4, 4, 4, 0, 0));
            assertThat(difference.total().tensors()).isEqualTo(3);
            assertThat(difference.total().relative()).isCloseTo(4 / Math.sqrt(25 + 1 + 4), within(1e-15));
        }
    }

    @Test
    void zerosHaveADistanceToo() {
        assertThat(Distance.NONE.relative()).isZero();
        assertThat(Distance.NONE.cosine()).isEqualTo(1);
        assertThat(new Distance(1, 1, 0, 4, 0, 4, 2).relative()).isInfinite();
        assertThat(new Distance(1, 1, 0, 4, 0, 4, 2).cosine()).isZero();
    }

    @Test
    void tensorsThatCannotBeComparedAreNamed() {
        try (Checkpoint a = model("a", TestFiles.of().with(UNET + "out.0.bias", 1).with(UNET + "out.2.bias", 1));
                Checkpoint b = model("b", TestFiles.of().with(UNET + "out.2.bias", 1, 2).with(TO_K, 5))) {
            Difference difference = Difference.of(a, b, 1);

            assertThat(difference.onlyFirst()).containsExactly(UNET + "out.0.bias");
            assertThat(difference.onlySecond()).containsExactly(TO_K);
            assertThat(difference.otherShape()).containsExactly(UNET + "out.2.bias");
        }
    }

    @Test
    void modelsOfDifferentArchitecturesAreNotCompared() {
        try (Checkpoint a = model("a", TestFiles.of());
                Checkpoint b = model("b", TestFiles.of().with("conditioner.embedders.0.x", 1))) {
            assertThatThrownBy(() -> Difference.of(a, b, 1)).isInstanceOf(WrongArchitectureException.class)
                    .hasMessageContaining("one architecture");
        }
    }

    /** The miniature's models share their text encoder and autoencoder. */
    @Test
    void theMiniaturesDifferInTheirUnetsAloneWhateverTheThreads() {
        try (Checkpoint a = Checkpoint.open(Miniature.V1_4); Checkpoint b = Checkpoint.open(Miniature.ANIME)) {
            Difference difference = Difference.of(a, b, 1);

            assertThat(difference).isEqualTo(Difference.of(a, b, 3));
            assertThat(difference.parts()).hasSize(2 + 25);
            assertThat(Difference.total(difference.parts().get("text encoder")).differing()).isZero();
            assertThat(Difference.total(difference.parts().get("autoencoder")).squares()).isZero();
            assertThat(difference.parts().entrySet()).filteredOn(part -> part.getKey().matches("[IMO].*"))
                    .allSatisfy(part -> assertThat(Difference.total(part.getValue()).relative()).isBetween(0.01, 2.0));
            assertThat(difference.total().tensors()).isEqualTo(932);
        }
    }

    @ParameterizedTest
    @CsvSource({"model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn1.to_out.0.bias, ATTN1",
            "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.norm2.bias, NORM",
            "model.diffusion_model.input_blocks.1.1.proj_in.weight, CONV",
            "model.diffusion_model.input_blocks.1.0.in_layers.0.weight, NORM",
            "model.diffusion_model.input_blocks.1.0.in_layers.2.weight, CONV",
            "model.diffusion_model.input_blocks.1.0.emb_layers.1.weight, EMB",
            "model.diffusion_model.out.0.weight, NORM", "model.diffusion_model.out.2.weight, CONV",
            "first_stage_model.decoder.mid.attn_1.q.weight, ATTN1",
            "first_stage_model.decoder.mid.attn_1.norm.weight, NORM",
            "cond_stage_model.transformer.text_model.encoder.layers.0.self_attn.q_proj.bias, ATTN1",
            "cond_stage_model.transformer.text_model.encoder.layers.0.mlp.fc1.bias, FF",
            "conditioner.embedders.1.model.transformer.resblocks.0.ln_1.bias, NORM",
            "conditioner.embedders.1.model.transformer.resblocks.0.attn.in_proj_weight, ATTN1"})
    void kindsFollowFromNames(String name, LayerKind kind) {
        assertThat(LayerKind.of(name)).isEqualTo(kind);
    }

    /** 22 residual blocks, 16 transformers, 7 changes of size and the two ends, counted by hand. */
    @Test
    void kindsOfStableDiffusion15() {
        Map<LayerKind, Integer> counts = new EnumMap<>(LayerKind.class);
        OriginalNames.unet().forEach(name -> counts.merge(LayerKind.of(name), 1, Integer::sum));

        assertThat(counts).containsEntry(LayerKind.ATTN1, 16 * 5).containsEntry(LayerKind.ATTN2, 16 * 5)
                .containsEntry(LayerKind.FF, 16 * 4).containsEntry(LayerKind.NORM, 22 * 4 + 16 * 8 + 2)
                .containsEntry(LayerKind.EMB, 22 * 2 + 4)
                .containsEntry(LayerKind.CONV, 22 * 4 + 14 * 2 + 16 * 4 + 6 * 2 + 4);
    }
}
