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

    @Test
    void weightedSubtractionTakesOut() {
        assertThat(merge("weighted_subtraction", Settings.NONE, .5, .6)).containsExactly(
                new float[]{0.0285714f, -0.3928571f, 0.5785714f, -0.3742857f, 0.6f, -1.14f, 0.3714286f, 1.0528571f},
                TOLERANCE);
    }

    @Test
    void tensorSumTakesSlices() {
        assertThat(merge("tensor_sum", Settings.NONE, .5, .25))
                .containsExactly(new float[]{0.11f, -0.2f, -0.15f, -0.46f, 0.5f, 0.66f, 0.05f, 0.8f}, TOLERANCE);
    }

    @Test
    void tensorSumGoesOnAtTheStart() {
        assertThat(merge("tensor_sum", Settings.NONE, .5, .75))
                .containsExactly(new float[]{0.3f, 0.25f, 0.36f, -0.4f, 0.57f, -0.6f, -0.7f, 0.21f}, TOLERANCE);
    }

    @Test
    void tripleSumBlendsThree() {
        assertThat(merge("triple_sum", Settings.NONE, .3, .2)).containsExactly(
                new float[]{0.185f, -0.045f, 0.161f, -0.408f, 0.519f, -0.082f, -0.199f, 0.585f}, TOLERANCE);
    }

    @Test
    void euclideanAddDifferenceKeepsTheLength() {
        assertThat(merge("euclidean_add_difference", Settings.NONE, .4, 0)).containsExactly(new float[]{0.1663314f,
                -0.0263247f, 0.2187807f, -0.3760675f, 0.4686518f, -0.1406649f, -0.196018f, 0.5136999f}, TOLERANCE);
    }

    @Test
    void multiplyDifferenceTakesTheGeometricMean() {
        assertThat(merge("multiply_difference", Settings.NONE, .5, .5)).containsExactly(new float[]{0.2948683f,
                0.0870829f, -0.1237716f, -0.424162f, 0.5295445f, -0.526099f, -0.3449545f, 0.334319f}, TOLERANCE);
    }

    @Test
    void topKTensorSumOrdersLikeB() {
        assertThat(merge("top_k_tensor_sum", Settings.NONE, .5, .25))
                .containsExactly(new float[]{0.36f, -0.2f, -0.2f, -0.4f, 0.57f, -0.6f, 0.05f, 0.8f}, TOLERANCE);
    }

    @Test
    void topKTensorSumGoesOnAtTheStart() {
        assertThat(merge("top_k_tensor_sum", Settings.NONE, .5, .75))
                .containsExactly(new float[]{0.11f, 0.11f, 0.36f, -0.4f, 0.57f, 0.8f, -0.6f, 0.05f}, TOLERANCE);
    }

    @Test
    void similarityAddDifferenceWeighsByLikeness() {
        assertThat(merge("similarity_add_difference", Settings.NONE, .6, .5)).containsExactly(new float[]{0.168975f,
                0.00625f, 0.1941875f, -0.4435652f, 0.5856184f, -0.2630455f, -0.2924821f, 0.5798844f}, TOLERANCE);
    }

    @Test
    void distributionCrossoverCutsHard() {
        assertThat(merge("distribution_crossover", Settings.NONE, .5, 0)).containsExactly(new float[]{0.3418414f,
                0.2431586f, -0.3710749f, -0.3439251f, 0.7754988f, 0.3997577f, -0.8304988f, 0.4752423f}, TOLERANCE);
    }

    @Test
    void distributionCrossoverCutsSoftly() {
        assertThat(merge("distribution_crossover", Settings.NONE, .5, .5)).containsExactly(new float[]{0.371289f,
                0.209211f, -0.2342525f, -0.4432475f, 0.5938492f, 0.2033304f, -0.6863492f, 0.6761696f}, TOLERANCE);
    }

    @Test
    void tiesAddDifferenceElectsSigns() {
        assertThat(merge("ties_add_difference", Settings.NONE, .8, .5))
                .containsExactly(new float[]{0.2f, 0.18f, 0.13f, -0.35f, 0.54f, 0.1f, -0.07f, 0.61f}, TOLERANCE);
    }

    @Test
    void tiesAddDifferenceKeepsAllWithBetaOne() {
        assertThat(merge("ties_add_difference", Settings.NONE, 1, 1))
                .containsExactly(new float[]{0.2f, -0.1f, 0.13f, -0.43f, 0.535f, 0.1f, -0.07f, 0.61f}, TOLERANCE);
    }

    @Test
    void trainDifferenceDampsWhatIsKnown() {
        assertThat(merge("train_difference", Settings.NONE, .7, 0)).containsExactly(new float[]{0.1925517f, 0.0480625f,
                0.132243f, -0.4489176f, 0.61704f, -0.1115077f, -0.381413f, 0.4996364f}, TOLERANCE);
    }

    @Test
    void extractKeepsTheCommonPart() {
        assertThat(merge("extract", Settings.of("gamma", 1.0), .5, .2, 2, 4)).containsExactly(new float[]{0.2185587f,
                0.0132403f, 0.0730948f, -0.4038771f, 0.4845718f, 0.1610875f, -0.2878297f, 0.4971182f}, TOLERANCE);
    }

    @Test
    void smoothAddAddsTheSmoothedDifference() {
        assertThat(merge("smooth_add", Settings.NONE, 1, 0, 2, 4)).containsExactly(new float[]{0.1901281f, -0.1930083f,
                0.2242207f, -0.6512001f, 0.6453475f, -0.6093925f, -0.117504f, 0.5114085f}, TOLERANCE);
    }

    /** Expected values: the formula in torch. */
    @Test
    void complexRotateBlendsAngles() {
        assertThat(merge("complex_rotate", Settings.NONE, .3, 0)).containsExactly(
                new float[]{.1665f, -.0714f, .2167f, -.4166f, .5467f, -.5801f, -.1287f, .6377f}, within(1e-4f));
    }
}
