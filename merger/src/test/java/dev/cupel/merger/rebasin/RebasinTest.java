package dev.cupel.merger.rebasin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Model;
import dev.cupel.merger.method.MergeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole models of the miniature, put in disorder and matched back. */
class RebasinTest {

    private static final Set<Part> ALL = EnumSet.allOf(Part.class);
    private static final Rebasin REBASIN = new Rebasin(ALL, 20, 1);

    private static Checkpoint original;
    private static Checkpoint tuned;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        original = Checkpoint.open(Miniature.V1_5);
        tuned = Checkpoint.open(Miniature.ANIME);
    }

    @AfterAll
    static void close() {
        original.close();
        tuned.close();
    }

    private static Match match(Model reference, Model model) {
        return REBASIN.match(reference, model, (_, _, _) -> {
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
            27, 28, 29, 30})
    void aShuffledModelIsMatchedBackBitForBit(long seed) throws IOException {
        Path shuffled = folder.resolve("shuffled.safetensors");
        AlignedCheckpoint.write(original, Alignment.shuffled(original, ALL, seed), shuffled, Map.of());
        Path restored = folder.resolve("restored.safetensors");

        try (Checkpoint model = Checkpoint.open(shuffled)) {
            Match match = match(original, model);
            assertThat(match.settled()).isTrue();
            assertThat(match.alignment().moved()).isGreaterThan(12_000);
            AlignedCheckpoint.write(model, match.alignment(), restored, Map.of());
        }

        try (Checkpoint back = Checkpoint.open(restored)) {
            assertThat(back.tensors().keySet()).isEqualTo(original.tensors().keySet());
            original.tensors().forEach((name, tensor) -> assertThat(back.tensors().get(name).data()
                    .mismatch(tensor.data())).as(name).isEqualTo(-1));
            assertThat(back.carried().keySet()).isEqualTo(original.carried().keySet());
        }
    }

    /** What a re-basin is for: the tuned model's units are the base's, however they are ordered. */
    @Test
    void aShuffledTunedModelGetsTheOrderOfItsBase() {
        Model shuffled = Alignment.shuffled(tuned, ALL, 4).of(tuned);

        Match match = match(original, shuffled);

        assertSameValues(match.alignment().of(shuffled), tuned);
    }

    @Test
    void noiseOfHalfTheWeightsDoesNotHideTheOrder() {
        Model noisy = changed(original, (name, values) -> noisy(values, new Random(name.hashCode())));
        Model shuffled = Alignment.shuffled(original, ALL, 5).of(noisy);

        Match match = match(original, shuffled);

        assertSameValues(match.alignment().of(shuffled), noisy);
    }

    /** Adds normal noise of half the standard deviation. */
    private static float[] noisy(float[] values, Random random) {
        double squares = 0;
        for (float value : values) {
            squares += value * value;
        }
        double deviation = Math.sqrt(squares / values.length);
        float[] noisy = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            noisy[i] = (float) (values[i] + 0.5 * deviation * random.nextGaussian());
        }
        return noisy;
    }

    @Test
    void modelsWithACommonAncestorStayAsTheyAre() {
        Match match = match(original, tuned);

        assertThat(match.alignment().moved()).isZero();
        assertThat(match.passes()).isEqualTo(1);
        assertThat(match.alignment().units()).isEqualTo(12_684);
        assertThat(match.rows()).allSatisfy(row -> assertThat(row.after()).isEqualTo(row.before()));
    }

    @Test
    void rowsSayHowMuchMovedAndHowMuchBetterItAgrees() {
        Match match = match(original, Alignment.shuffled(original, Set.of(Part.VAE), 6).of(original));

        assertThat(match.rows()).filteredOn(row -> row.part() != Part.VAE)
                .allSatisfy(row -> assertThat(row.moved()).isZero());
        assertThat(match.rows()).filteredOn(row -> row.part() == Part.VAE).hasSize(3).allSatisfy(row -> {
            assertThat(row.moved()).isBetween(row.units() / 2, row.units());
            assertThat(row.before()).isLessThan(0.5);
            assertThat(row.after()).isCloseTo(1, within(1e-12));
        });
    }

    @Test
    void partsThatAreNotAskedForStayAsTheyAre() {
        Model shuffled = Alignment.shuffled(original, ALL, 7).of(original);

        Match match = new Rebasin(Set.of(Part.VAE), 20, 1).match(original, shuffled, (_, _, _) -> {
        });

        Model aligned = match.alignment().of(shuffled);
        aligned.tensors().forEach((name, tensor) -> {
            Model expected = name.startsWith(Part.VAE.prefix()) ? original : shuffled;
            assertThat(values(tensor)).as(name).isEqualTo(values(expected.tensors().get(name)));
        });
    }

    @Test
    void unrelatedWeightsAgreeBetterAfterwardsAndTheSeedDecidesHow() {
        Model other = changed(original, (name, values) -> {
            Random random = new Random(name.hashCode());
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return values;
        });

        Match match = match(original, other);

        assertThat(match.rows()).allSatisfy(row -> assertThat(row.after()).isGreaterThan(row.before()));
        assertThat(match(original, other)).usingRecursiveComparison().isEqualTo(match);
    }

    @Test
    void modelsOfOtherSizesAreRefused() {
        String name = "model.diffusion_model.time_embed.0.bias";
        Map<String, FloatTensor> tensors = new LinkedHashMap<>(original.tensors());
        tensors.remove(name);

        assertThatThrownBy(() -> match(original, new AlignedModel("other", tensors))).isInstanceOf(MergeException.class)
                .hasMessageContaining(name).hasMessageContaining("other has none").hasMessageContaining("\nMaybe ");
    }

    @Test
    void aNetworkThatIsMissingIsNamed() {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>(original.tensors());
        tensors.keySet().removeIf(name -> name.startsWith(Part.VAE.prefix()));
        Model pruned = new AlignedModel("pruned", tensors);

        assertThatThrownBy(() -> match(pruned, original)).isInstanceOf(MergeException.class)
                .hasMessageContaining("first_stage_model.").hasMessageContaining("leave that part out");
    }

    @Test
    void aWeightThatIsNoNumberIsRefused() {
        Model broken = changed(original, (name, values) -> {
            values[0] = name.endsWith("mid.attn_1.q.weight") ? Float.NaN : values[0];
            return values;
        });

        assertThatThrownBy(() -> match(original, broken)).isInstanceOf(MergeException.class)
                .hasMessageContaining("mid.attn_1.q.weight").hasMessageContaining("NaN");
    }

    private static void assertSameValues(Model actual, Model expected) {
        expected.tensors().forEach((name, tensor) -> assertThat(values(actual.tensors().get(name))).as(name)
                .isEqualTo(values(tensor)));
    }

    private static float[] values(FloatTensor tensor) {
        float[] values = new float[(int) tensor.count()];
        tensor.widen(0, values, values.length);
        return values;
    }

    private static Model changed(Model model, BiFunction<String, float[], float[]> change) {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        model.tensors().forEach((name, tensor) -> tensors.put(name,
                new TestTensor(name, tensor.shape(), change.apply(name, values(tensor)))));
        return new AlignedModel("changed", tensors);
    }
}
