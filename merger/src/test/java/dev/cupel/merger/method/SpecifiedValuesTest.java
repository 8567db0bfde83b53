package dev.cupel.merger.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The formulas against values that were computed in float64 by an independent program, and against hand-made cases. */
class SpecifiedValuesTest {

    private static final float[] A = {.11f, -.20f, .36f, -.40f, .57f, -.60f, .05f, .80f};
    private static final float[] B = {.30f, .25f, -.15f, -.46f, .50f, .66f, -.70f, .21f};
    private static final float[] C = {.20f, -.10f, .13f, -.35f, .42f, .10f, -.07f, .61f};
    /** The expected values have six digits; float32 rounds a few times, each by less than 6e-8 of a value below 1. */
    private static final Offset<Float> TOLERANCE = within(1e-6f);

    private static float[] merge(String method, Settings settings, double alpha, double beta, long... shape) {
        Values values = new Values("model.diffusion_model.input_blocks.1.0.in_layers.2.weight",
                shape.length == 0 ? new long[]{8} : shape, 8, new float[][]{A.clone(), B.clone(), C.clone()});
        return MergeMethodTest.merge(Methods.of(method).with(settings), values, new Coefficient(alpha, beta));
    }

    @Test
    void addDifferenceAddsWhatTheTunedModelLearned() {
        assertThat(merge("add_difference", Settings.NONE, .7, 0))
                .containsExactly(new float[]{.18f, .045f, .164f, -.477f, .626f, -.208f, -.391f, .52f}, TOLERANCE);
    }

    @Test
    void weightedSumBlends() {
        assertThat(merge("weighted_sum", Settings.NONE, .3, 0))
                .containsExactly(new float[]{.167f, -.065f, .207f, -.418f, .549f, -.222f, -.175f, .623f}, TOLERANCE);
        assertThat(merge("weighted_sum", Settings.NONE, 1, 0)).isEqualTo(B);
    }

    @Test
    void sumTwiceBlendsTheBlendWithTheOldBase() {
        assertThat(merge("sum_twice", Settings.NONE, .3, .2)).containsExactly(
                new float[]{.1736f, -.072f, .1916f, -.4044f, .5232f, -.1576f, -.154f, .6204f}, TOLERANCE);
    }
}
