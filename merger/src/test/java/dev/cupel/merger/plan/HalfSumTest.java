package dev.cupel.merger.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Narrowing;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.live.LiveWeights;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.Coefficient;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.WeightedSum;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums of float16 tensors are made in one pass, and in many steps where one of the tensors is of another type. */
class HalfSumTest {

    private static final String NAME = "model.diffusion_model.input_blocks.1.0.in_layers.2.weight";
    private static final int COUNT = 9001;

    static Stream<MergeMethod> sums() {
        return Stream.of(new AddDifference(), new WeightedSum());
    }

    /** Halves of all sizes: normal, subnormal and zero of both signs. */
    private static float[] halves(long seed) {
        Random random = new Random(seed);
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            short half = (short) random.nextInt();
            values[i] = (half & 0x7c00) == 0x7c00 ? -0f : Float.float16ToFloat(half) * (i % 2 == 0 ? 1 : 1e-4f);
            values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
        }
        return values;
    }

    private static MergePlan.Entry entry(MergeMethod method, DType first, float[]... models) {
        Map<Role, FloatTensor> tensors = new TreeMap<>();
        for (Role role : method.roles()) {
            float[] values = models[role.index()];
            DType type = role.equals(Role.NEW_BASE) ? first : DType.F16;
            MemorySegment data = Arena.ofAuto().allocate((long) values.length * type.bytes());
            Narrowing.write(type, values, values.length, data, 0);
            tensors.put(role, new Tensor(NAME, type, new long[]{values.length}, data));
        }
        return new MergePlan.Entry(NAME, Role.NEW_BASE, tensors.get(Role.NEW_BASE), new Operands(method, tensors));
    }

    @ParameterizedTest
    @MethodSource("sums")
    void onePassHasTheBitsOfManySteps(MergeMethod method) {
        float[][] models = {halves(1), halves(2), halves(3)};
        MergePlan.Entry once = entry(method, DType.F16, models);
        MergePlan.Entry steps = entry(method, DType.F32, models);
        assertThat(once.isSum()).isTrue();
        assertThat(steps.isSum()).isFalse();

        for (double alpha : new double[]{0.7, -0.3, 0.5, 1, 0, 1.5, 1e-6}) {
            for (int first = 0; first < COUNT; first += once.step()) {
                int length = Math.min(once.step(), COUNT - first);
                float[] expected = new Merger().values(steps, new Coefficient(alpha, 0), first, length);
                float[] values = new Merger().values(once, new Coefficient(alpha, 0), first, length);
                for (int i = 0; i < length; i++) {
                    assertThat(Float.floatToRawIntBits(values[i])).as(alpha + " at " + (first + i))
                            .isEqualTo(Float.floatToRawIntBits(expected[i]));
                }
            }
        }
    }

    @Test
    void liveWeightsKeepNoDifferenceOfASumAndHaveTheSameValues() {
        float[][] models = {halves(1), halves(2), halves(3)};
        MergePlan.Entry once = entry(new AddDifference(), DType.F16, models);
        MergePlan.Entry steps = entry(new AddDifference(), DType.F32, models);
        assertThat(once.keepsDirection()).isFalse();
        assertThat(steps.keepsDirection()).isTrue();

        try (LiveWeights live = LiveWeights.of(new MergePlan(List.of(once)), Precision.FP32, 2);
                LiveWeights kept = LiveWeights.of(new MergePlan(List.of(steps)), Precision.FP32, 1)) {
            for (double alpha : new double[]{0.7, 0.7, 0, 1.2}) {
                live.apply(Coefficients.uniform(alpha));
                kept.apply(Coefficients.uniform(alpha));

                assertThat(live.data(NAME).toArray(ValueLayout.JAVA_INT))
                        .isEqualTo(kept.data(NAME).toArray(ValueLayout.JAVA_INT));
            }
            assertThat(live.hash()).isEqualTo(kept.hash());
        }
    }

    @Test
    void aValueThatIsNoNumberIsFoundBeforeAnythingIsMerged() {
        float[][] models = {halves(1), halves(2), halves(3)};
        models[1][5000] = Float.POSITIVE_INFINITY;
        MergePlan plan = new MergePlan(List.of(entry(new AddDifference(), DType.F16, models)));

        assertThatThrownBy(() -> LiveWeights.of(plan, Precision.FP32, 1)).isInstanceOf(MergeException.class)
                .hasMessageContaining("of the model tuned must hold finite numbers, but element 5000 is Infinity");
    }
}
