package dev.cupel.merger.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.method.SumTwice;
import dev.cupel.merger.method.WeightedSum;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.recipe.Golden;
import dev.cupel.merger.weight.BlockWeights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LiveWeightsTest {

    private static final String IN01 = "model.diffusion_model.input_blocks.1.0.in_layers.2.weight";
    private static Map<Role, Checkpoint> models;

    @BeforeAll
    static void open() {
        models = Map.of(Role.NEW_BASE, Checkpoint.open(Miniature.V1_5), Role.TUNED, Checkpoint.open(Miniature.ANIME),
                Role.OLD_BASE, Checkpoint.open(Miniature.V1_4));
    }

    @AfterAll
    static void close() {
        models.values().forEach(Checkpoint::close);
    }

    private static LiveWeights live(MergeMethod method, VaeChoice vae, Precision precision, int threads) {
        return LiveWeights.of(MergePlan.of(method, vae, models), precision, threads);
    }

    private static LiveWeights live() {
        return live(new AddDifference(), VaeChoice.NEW_BASE, Precision.FP32, 2);
    }

    @Test
    void theModelStartsAsTheNewBase() {
        try (LiveWeights live = live()) {
            models.get(Role.NEW_BASE).tensors().forEach((name, tensor) -> {
                assertThat(live.shape(name)).isEqualTo(tensor.shape());
                assertThat(live.data(name).toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(tensor.toFloats());
            });
            assertThat(live.names()).hasSize(932);
        }
    }

    @Test
    void aModelThatFollowsAnotherMethodIsAsOneThatWasMadeByIt() {
        MergeMethod ties = Methods.of("ties_sum").with(Settings.NONE.with("k", 0.3));
        MergePlan plan = MergePlan.of(ties, VaeChoice.NEW_BASE, models);
        try (LiveWeights live = live(); LiveWeights fresh = live(ties, VaeChoice.NEW_BASE, Precision.FP32, 1)) {
            live.apply(Coefficients.uniform(0.7));
            long before = live.version(IN01);
            MemorySegment data = live.data(IN01);

            live.follow(plan);
            assertThat(live.hash()).isEqualTo(fresh.hash());
            assertThat(live.version(IN01)).isGreaterThan(before);
            live.apply(Coefficients.uniform(0.4));
            fresh.apply(Coefficients.uniform(0.4));

            assertThat(live.hash()).isEqualTo(fresh.hash());
            assertThat(live.data(IN01)).isEqualTo(data);
        }
    }

    @Test
    void aModelDoesNotFollowAPlanOfOtherTensors() {
        MergePlan plan = MergePlan.of(new AddDifference(), VaeChoice.NEW_BASE, models);
        MergePlan smaller = new MergePlan(plan.entries().subList(0, 10));
        try (LiveWeights live = live()) {
            assertThatThrownBy(() -> live.follow(smaller)).isInstanceOf(MergeException.class)
                    .hasMessageContainingAll("must have their tensors, 932, but has 10", "search them apart");
        }
    }

    @Test
    void aMergeIsTheFormulaInFloat32() {
        try (LiveWeights live = live()) {
            live.apply(Coefficients.uniform(0.7));

            float[] a = models.get(Role.NEW_BASE).tensors().get(IN01).toFloats();
            float[] b = models.get(Role.TUNED).tensors().get(IN01).toFloats();
            float[] c = models.get(Role.OLD_BASE).tensors().get(IN01).toFloats();
            for (int i = 0; i < a.length; i++) {
                float difference = b[i] - c[i];
                float product = (float) 0.7 * difference;
                assertThat(live.data(IN01).getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(a[i] + product);
            }
        }
    }

    @Test
    void onlyBlocksWhoseWeightsChangedAreComputedAnew() {
        try (LiveWeights live = live()) {
            MemorySegment data = live.data(IN01);
            assertThat(live.apply(Coefficients.uniform(0.5))).isEqualTo(EnumSet.range(Block.IN00, Block.OUT11));
            assertThat(live.version(IN01)).isEqualTo(2);
            assertThat(live.apply(Coefficients.uniform(0.5))).isEmpty();
            assertThat(live.version(IN01)).isEqualTo(2);

            BlockWeights changed = BlockWeights.uniform(1).with(Block.IN01, 0).with(Block.M00, 2);
            assertThat(live.apply(new Coefficients(0.5, changed, null))).containsExactly(Block.IN01, Block.M00);
            assertThat(live.version(IN01)).isEqualTo(3);
            assertThat(live.version("model.diffusion_model.out.2.weight")).isEqualTo(2);
            assertThat(live.data(IN01)).isEqualTo(data); // the same memory for ever
            assertThat(data.toArray(ValueLayout.JAVA_FLOAT))
                    .isEqualTo(models.get(Role.NEW_BASE).tensors().get(IN01).toFloats());
        }
    }

    /** Text encoder and autoencoder are the same in all three models of the miniature, so BASE has nothing to do. */
    @Test
    void tensorsInWhichTunedModelAndOldBaseAgreeStayUntouched() {
        try (LiveWeights live = live(new AddDifference(), VaeChoice.MERGED, Precision.FP32, 1)) {
            assertThat(live.apply(Coefficients.uniform(0.5))).doesNotContain(Block.BASE);
            assertThat(live.version(Checkpoint.TEXT_ENCODER + "final_layer_norm.bias")).isEqualTo(1);
        }
    }

    /** All that make a model: a difference is never drawn. */
    static Stream<MergeMethod> methods() {
        return Methods.all().stream().map(definition -> definition.with(Settings.NONE))
                .filter(method -> !method.givesDelta());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theWayToAMergeDoesNotMatterAndNeitherDoThreads(MergeMethod method) {
        Map<Role, Checkpoint> small = new TreeMap<>();
        Golden.MODELS.forEach((role, path) -> small.put(role, Checkpoint.open(path)));
        assertOneResult(MergePlan.of(method, VaeChoice.MERGED, small), Precision.FP32, method.hasAlpha());
        small.values().forEach(Checkpoint::close);
    }

    /** The same where tensors are merged in several slices. */
    @ParameterizedTest
    @EnumSource
    void neitherDoSlices(Precision precision) {
        for (MergeMethod method : List.of(new AddDifference(), new WeightedSum(), new SumTwice())) {
            assertOneResult(MergePlan.of(method, VaeChoice.NEW_BASE, models), precision, true);
        }
    }

    private static void assertOneResult(MergePlan plan, Precision precision, boolean changes) {
        try (LiveWeights one = LiveWeights.of(plan, precision, 1);
                LiveWeights three = LiveWeights.of(plan, precision, 3)) {
            String before = one.hash();
            one.apply(random(1));
            three.apply(Coefficients.uniform(0.3));
            three.hash();
            three.apply(random(2));
            three.apply(random(1));

            assertThat(three.hash()).isEqualTo(one.hash()).hasSize(64);
            assertThat(one.hash().equals(before)).isEqualTo(!changes);
            one.apply(Coefficients.uniform(0));
            assertThat(one.hash()).isEqualTo(before);
        }
    }

    private static Coefficients random(long seed) {
        Random random = new Random(seed);
        BlockWeights alphas = new BlockWeights(random.doubles(BlockWeights.COUNT, -0.2, 1.5).toArray());
        BlockWeights betas = new BlockWeights(random.doubles(BlockWeights.COUNT, 0, 1).toArray());
        return new Coefficients(new Strength(0.8, alphas, 0.4), new Strength(0.7, betas, 0.2));
    }

    @Test
    void memoryIsAlignedForVectorInstructions() {
        try (LiveWeights live = live()) {
            assertThat(live.names()).allSatisfy(name -> assertThat(live.data(name).address() % 64).isZero());
        }
    }
}
