package dev.cupel.merger.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MergeMethodTest {

    private static final float[] A = {.11f, -.20f, .36f, -.40f, .57f, -.60f, .05f, .80f};
    private static final float[] B = {.30f, .25f, -.15f, -.46f, .50f, .66f, -.70f, .21f};
    private static final float[] C = {.20f, -.10f, .13f, -.35f, .42f, .10f, -.07f, .61f};
    /** The expected values come from float64 arithmetic; float32 rounds thrice, each time by less than 6e-8 of a value below 1. */
    private static final Offset<Float> TOLERANCE = within(1e-6f);

    private static float[] merge(MergeMethod method, double c) {
        float[] a = A.clone();
        float[] x = B.clone();
        method.operand(x, C, x.length);
        method.mix(c).apply(a, x, a.length);
        return a;
    }

    @Test
    void addDifferenceAddsWhatTheTunedModelLearned() {
        assertThat(merge(new MergeMethod.AddDifference(), .7))
                .containsExactly(new float[]{.18f, .045f, .164f, -.477f, .626f, -.208f, -.391f, .52f}, TOLERANCE);
    }

    @Test
    void weightedSumBlends() {
        assertThat(merge(new MergeMethod.WeightedSum(), .3))
                .containsExactly(new float[]{.167f, -.065f, .207f, -.418f, .549f, -.222f, -.175f, .623f}, TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("dev.cupel.merger.method.MergeMethod#all")
    void coefficientZeroReturnsTheNewBaseBitForBit(MergeMethod method) {
        float[] a = {-0f, Float.MIN_VALUE, 1};
        method.mix(0).apply(a, new float[]{5, 6, 7}, 3);

        assertThat(Float.floatToRawIntBits(a[0])).isEqualTo(Float.floatToRawIntBits(-0f));
        assertThat(a).containsExactly(-0f, Float.MIN_VALUE, 1);
    }

    @Test
    void coefficientOneOfAWeightedSumReturnsTheTunedModelBitForBit() {
        assertThat(merge(new MergeMethod.WeightedSum(), 1)).isEqualTo(B);
    }

    @ParameterizedTest
    @MethodSource("dev.cupel.merger.method.MergeMethod#all")
    void everyMethodIsFoundByItsName(MergeMethod method) {
        assertThat(MergeMethod.of(method.name())).isEqualTo(method);
        assertThat(method.roles()).startsWith(Role.NEW_BASE, Role.TUNED);
    }

    @Test
    void anUnknownNameIsAnError() {
        assertThatThrownBy(() -> MergeMethod.of("sum")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[add_difference, weighted_sum]").hasMessageContaining("'sum'");
    }

    @Test
    void halfPrecisionRoundsToTheNearestWithTiesToEven() {
        float[] values = {1 + 1f / 2048, 1 + 3f / 2048, 1 + 1.1f / 2048, 70000, 1e-8f};
        Precision.FP16.round(values, values.length);

        assertThat(values).containsExactly(1, 1 + 2f / 1024, 1 + 1f / 1024, Float.POSITIVE_INFINITY, 0);
    }
}
