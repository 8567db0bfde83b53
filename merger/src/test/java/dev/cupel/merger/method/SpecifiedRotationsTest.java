package dev.cupel.merger.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Methods of sd-mecha and mergekit against values that were computed in float64 by an independent program. */
class SpecifiedRotationsTest {

    private static final float[] A = {.11f, -.20f, .36f, -.40f, .57f, -.60f, .05f, .80f};
    private static final float[] B = {.30f, .25f, -.15f, -.46f, .50f, .66f, -.70f, .21f};
    private static final float[] C = {.20f, -.10f, .13f, -.35f, .42f, .10f, -.07f, .61f};
    private static final float[] A2 = {.1f, .2f, -.3f, .4f, -.5f, .6f, -.7f, .8f, .9f, .15f, .25f, .35f};
    private static final float[] B2 = {.2f, .1f, -.25f, .35f, -.6f, .5f, -.6f, .9f, .8f, .05f, .3f, .45f};
    /** The expected values have seven digits; float32 rounds a few times, each by less than 6e-8 of a value below 1. */
    private static final Offset<Float> TOLERANCE = within(1e-6f);

    private static float[] merge(String method, Settings settings, double alpha) {
        Values values = new Values("weight", new long[]{8}, 8, new float[][]{A.clone(), B.clone(), C.clone()});
        return MergeMethodTest.merge(Methods.of(method).with(settings), values, new Coefficient(alpha, 0));
    }

    private static float[] rotate(double alpha, double beta) {
        Values values = new Values("weight", new long[]{4, 3}, 12, new float[][]{A2.clone(), B2.clone()});
        return MergeMethodTest.merge(Methods.of("rotate").with(Settings.NONE), values, new Coefficient(alpha, beta));
    }

    @Test
    void slerpGoesAlongTheArc() {
        assertThat(merge("slerp", Settings.NONE, .3)).containsExactly(new float[]{0.2264859f, -0.0624791f, 0.2442034f,
                -0.5465296f, 0.7105189f, -0.2269595f, -0.26433f, 0.781272f}, TOLERANCE);
        assertThat(merge("slerp", Settings.of("compatibility", "mergekit"), .3))
                .containsExactly(new float[]{0.2252673f, -0.0649342f, 0.2468611f, -0.5458029f, 0.7103964f, -0.2337964f,
                        -0.259973f, 0.7839876f}, TOLERANCE);
        assertThat(merge("slerp", Settings.NONE, 0)).containsExactly(A, TOLERANCE);
        assertThat(merge("slerp", Settings.NONE, 1)).containsExactly(B, TOLERANCE);
    }

    @Test
    void addPerpendicularLeavesOutWhatTheNewBaseHas() {
        assertThat(merge("add_perpendicular", Settings.NONE, 1)).containsExactly(new float[]{0.1202828f, 0.0503142f,
                0.3092773f, -0.5598429f, 0.7995287f, -0.7378005f, -0.4603771f, 0.589403f}, TOLERANCE);
    }

    @Test
    void geometricSumMultipliesPowers() {
        assertThat(merge("geometric_sum", Settings.NONE, .4)).containsExactly(new float[]{0.1643176f, -0.0675735f,
                0.0783791f, -0.4229988f, 0.5408949f, -0.1926153f, 0.0444021f, 0.4685346f}, TOLERANCE);
        assertThat(merge("geometric_sum", Settings.NONE, 0)).isEqualTo(A);
        assertThat(merge("geometric_sum", Settings.NONE, 1)).isEqualTo(B);
    }

    /** A cosine of -0.758 makes the factor -6.28, seven times what was rounded. */
    @Test
    void modelStockExplodesOnlyWhereMergekitDoes() {
        assertThat(merge("model_stock", Settings.of("compatibility", "mergekit"), 1))
                .containsExactly(new float[]{0.168622f, -0.8844504f, 0.2868901f, 0.1520483f, -0.3016944f, 0.5392922f,
                        1.5302789f, 1.2689384f}, within(7e-6f));
        assertThat(merge("model_stock", Settings.NONE, 1)).isEqualTo(C);
    }

    @Test
    void tiesAndTaskArithmeticWeighDifferences() {
        Settings ties = Settings.NONE.with("weights", List.of(1.0, .6)).with("density", .5);
        assertThat(merge("ties", ties, 1))
                .containsExactly(new float[]{.2f, .25f, .36f, -.35f, .57f, -.6f, -.7f, .21f}, TOLERANCE);
        assertThat(merge("task_arithmetic", Settings.of("weights", List.of(.5, .4)), 1)).containsExactly(
                new float[]{.195f, -.01f, .133f, -.419f, .527f, -.026f, -.262f, .545f}, TOLERANCE);
    }

    @Test
    void nearswapGoesNoFartherThanAlpha() {
        assertThat(merge("nearswap", Settings.NONE, .1))
                .containsExactly(new float[]{.21f, -.1f, .26f, -.46f, .5f, -.5f, -.05f, .7f}, TOLERANCE);
    }

    /** The cosine, 0.05, is below alpha, so that nothing stays A's. */
    @Test
    void addCosineTakesAllOfTheTunedModelWhereTheTwoAreUnlike() {
        assertThat(merge("add_cosine_a", Settings.NONE, .3)).isEqualTo(B);
    }

    @Test
    void rotateTurnsTheNewBaseTowardsTheTunedModel() {
        assertThat(rotate(1, 0)).containsExactly(
                new float[]{0.1772593f, 0.1795377f, -0.2988155f, 0.2876619f, -0.5677561f, 0.6063714f, -0.637511f,
                        0.8745507f, 0.8383328f, 0.1725897f, 0.2136677f, 0.3541113f},
                TOLERANCE);
        assertThat(rotate(0, 0)).isEqualTo(A2);
        assertThat(rotate(1, 1)).isEqualTo(B2);
    }

    @Test
    void rotateTurnsPartOfTheWay() {
        assertThat(rotate(.5, 0)).containsExactly(
                new float[]{0.1389336f, 0.1909782f, -0.3001426f, 0.3450545f, -0.5361005f, 0.6047722f, -0.6709093f,
                        0.8380651f, 0.8683748f, 0.1619212f, 0.2320571f, 0.3519955f},
                TOLERANCE);
        assertThat(rotate(.5, .5)).containsExactly(
                new float[]{0.1542811f, 0.152414f, -0.2759798f, 0.3748268f, -0.5505265f, 0.5503145f, -0.6540336f,
                        0.8518952f, 0.8482509f, 0.0999257f, 0.2712174f, 0.4024145f},
                TOLERANCE);
    }

    @Test
    void weightsOfAWrongNumberAreAnError() {
        assertThatThrownBy(
                () -> merge("task_arithmetic", Settings.of("weights", List.of(1.0, 2.0, 3.0)), 1))
                .isInstanceOf(MergeException.class).hasMessageStartingWith(
                        "the setting weights of task_arithmetic must have a number for each of the 2 models, but is [1.0, 2.0, 3.0].\nMaybe");
    }
}
