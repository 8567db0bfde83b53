package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.lora.RankRule.Goal;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resizing, and putting LoRAs together. */
class LoraResizeTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/lora");

    @TempDir
    Path folder;

    private static void assertSame(double[] actual, double[] expected, double part, String layer) {
        double rest = 0;
        double all = 0;
        for (int i = 0; i < expected.length; i++) {
            rest += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            all += expected[i] * expected[i];
        }
        assertThat(Math.sqrt(rest)).as(layer).isLessThanOrEqualTo(part * Math.sqrt(all));
    }

    private static double[] difference(LoraLayer layer) {
        LayerChange.Addition change = (LayerChange.Addition) layer.weight();
        return Arrays.stream(Difference.whole(change.delta()).values()).map(d -> d * change.scale()).toArray();
    }

    @Test
    void theSameRankKeepsTheDifference() throws IOException {
        Path out = folder.resolve("out.safetensors");
        LoraResize.Summary summary = LoraResize.write(Miniature.SEPIA, RankRule.rank(4), DType.F32, 1, 2, out);

        assertThat(summary.layers()).isEqualTo(160);
        assertThat(summary.kept()).isGreaterThan(1 - 1e-12);
        try (Lora before = Lora.open(Miniature.SEPIA); Lora after = Lora.open(out)) {
            assertThat(after.layerNames()).isEqualTo(new TreeSet<>(before.layerNames()));
            before.layers().forEach((name, layer) -> assertSame(difference(after.layers().get(name)),
                    difference(layer), 1e-6, name));
        }
    }

    @Test
    void aSmallerRankIsTheNearestAndKeepsTheScale() throws IOException {
        Path out = folder.resolve("out.safetensors");
        LoraResize.Summary summary = LoraResize.write(GOLDEN.resolve("locon.safetensors"), RankRule.rank(2),
                DType.F32, 1, 1, out);

        assertThat(summary.before()).isEqualTo(new LoraResize.Range(3, 3));
        assertThat(summary.after()).isEqualTo(new LoraResize.Range(2, 2));
        assertThat(summary.kept()).isBetween(0.5, 0.999);
        try (Lora open = Lora.open(out); TensorFile file = TensorFile.open(out)) {
            assertThat(open.layers().values()).allSatisfy(layer -> assertThat(layer.changes().findFirst().orElseThrow()
                    .scale()).isEqualTo(2 / 3.0, within(1e-7)));
            assertThat(file.tensors().get("lora_unet_down_blocks_0_resnets_0_conv1.lora_down.weight").shape())
                    .containsExactly(2, 8, 3, 3);
            assertThat(file.metadata()).containsEntry("ss_network_dim", "2");
        }
    }

    @Test
    void anErrorGoalIsMet() throws IOException {
        LoraResize.Summary summary = LoraResize.write(Miniature.KAT, new RankRule(RankRule.ANY, new Goal.Error(0.3)),
                DType.F16, 1, 2, folder.resolve("out.safetensors"));

        assertThat(summary.kept()).isGreaterThanOrEqualTo(1 - 0.3 * 0.3);
        assertThat(summary.after().smallest()).isLessThan(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"locon-tucker", "loha", "loha-tucker", "lokr", "lokr-full", "lokr-tucker", "full"})
    void atFullRankOtherFamiliesBecomePlainLorasThatDoTheSame(String name) throws IOException {
        Path in = GOLDEN.resolve(name + ".safetensors");
        Path out = folder.resolve("out.safetensors");
        LoraResize.write(in, RankRule.rank(RankRule.ANY), DType.F32, 1, 1, out);

        try (Lora before = Lora.open(in); Lora after = Lora.open(out)) {
            before.layers().forEach((layer, change) -> {
                LoraLayer resized = after.layers().get(layer);
                assertThat(resized.weight().family()).isIn("LoRA", "LoCon");
                assertSame(difference(resized), difference(change), 1e-6, layer);
                assertThat(resized.bias() == null).isEqualTo(change.bias() == null);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dora-input", "dora-output", "peft-dora", "ia3-input", "norm"})
    void whatIsNoDifferenceStaysAsItIs(String name) throws IOException {
        Path out = folder.resolve("out.safetensors");
        LoraResize.write(GOLDEN.resolve(name + ".safetensors"), RankRule.rank(RankRule.ANY), DType.F32, 1, 1, out);

        try (LoadedWeights model = LoadedWeights.open(GOLDEN.resolve("model.safetensors"), false);
                Lora lora = Lora.open(out);
                LoraWeights weights = LoraWeights.on(model, lora, LoraStrength.of(name.contains("dora") ? 1 : 0.7));
                TensorFile merged = TensorFile.open(GOLDEN.resolve(name + "-merged.safetensors"))) {
            merged.tensors().forEach((tensor, expected) -> assertThat(
                    weights.data(tensor).toArray(ValueLayout.JAVA_FLOAT)).as(tensor)
                    .containsExactly(expected.toFloats(), within(5e-6f)));
        }
    }

    @Test
    void lorasSideBySideDoWhatTheyDoOneAfterTheOther() throws IOException {
        Path out = folder.resolve("out.safetensors");
        List<WeightedLora> uses = List.of(
                new WeightedLora(Miniature.SEPIA, LoraStrength.parse(List.of("0.5", "lbw=OUTALL"))),
                new WeightedLora(Miniature.KAT, LoraStrength.of(-2)));
        LoraUnion.write(uses, Optional.empty(), DType.F32, 1, 2, out);

        try (Lora sepia = Lora.open(Miniature.SEPIA); Lora kat = Lora.open(Miniature.KAT); Lora both = Lora.open(out)) {
            both.layers().forEach((name, layer) -> {
                boolean output = name.contains("_up_blocks_");
                double[] expected = difference(kat.layers().get(name));
                double[] other = difference(sepia.layers().get(name));
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = -2 * expected[i] + (output ? 0.5 : 0) * other[i];
                }
                assertThat(layer.weight().rank()).isEqualTo(output ? 8 : 4);
                assertSame(difference(layer), expected, 1e-6, name);
            });
            assertThat(both.layerNames()).hasSize(160);
        }
    }

    @Test
    void differentFamiliesArePutTogetherAtAGivenRank() throws IOException {
        Path out = folder.resolve("out.safetensors");
        List<WeightedLora> uses = List.of(new WeightedLora(GOLDEN.resolve("loha.safetensors"), LoraStrength.of(1)),
                new WeightedLora(GOLDEN.resolve("full.safetensors"), LoraStrength.of(2)));

        assertThatThrownBy(
                () -> LoraUnion.write(uses, Optional.empty(), DType.F32, 1, 1, out)).hasMessageContaining("LoHa")
                .hasMessageContaining("--rank");
        LoraUnion.write(uses, Optional.of(RankRule.rank(RankRule.ANY)), DType.F32, 1, 1, out);

        try (Lora loha = Lora.open(uses.get(0).file());
                Lora full = Lora.open(uses.get(1).file());
                Lora both = Lora.open(out)) {
            both.layers().forEach((name, layer) -> {
                double[] expected = difference(full.layers().get(name));
                double[] other = difference(loha.layers().get(name));
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = 2 * expected[i] + other[i];
                }
                assertSame(difference(layer), expected, 1e-6, name);
            });
        }
    }

    @Test
    void whatDependsOnTheModelIsNotPutTogether() {
        assertThatThrownBy(() -> LoraUnion.write(
                List.of(new WeightedLora(GOLDEN.resolve("ia3-input.safetensors"), LoraStrength.of(1))),
                Optional.empty(),
                DType.F32, 1, 1, folder.resolve("out.safetensors"))).hasMessageContaining("IA3")
                .hasMessageContaining("depends on the model");
    }
}
