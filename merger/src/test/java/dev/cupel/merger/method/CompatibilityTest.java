package dev.cupel.merger.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Where we differ from a program on purpose, and how its way is had all the same. */
class CompatibilityTest {

    private static final String NAME = "model.diffusion_model.input_blocks.1.0.in_layers.2.weight";

    private static float[] merge(String method, String compatibility, Coefficient coefficient, long[] shape,
            float[]... models) {
        Settings settings = Settings.of("compatibility", compatibility);
        Values values = new Values(NAME, shape, models[0].length, clones(models));
        return MergeMethodTest.merge(Methods.of(method).with(settings), values, coefficient);
    }

    private static float[][] clones(float[][] models) {
        float[][] clones = new float[models.length][];
        for (int i = 0; i < models.length; i++) {
            clones[i] = models[i].clone();
        }
        return clones;
    }

    @Test
    void euclideanAddDifferenceOfThreeEqualTensorsIsTheTensorWhereSdMehGivesNaN() {
        float[] same = {1, 2};

        assertThat(merge("euclidean_add_difference", "none", new Coefficient(0.5, 0), new long[]{2}, same, same, same))
                .containsExactly(1, 2);
        assertThat(
                merge("euclidean_add_difference", "sd-meh", new Coefficient(0.5, 0), new long[]{2}, same, same, same))
                .containsOnly(Float.NaN);
    }

    /** Expected values: sd-meh 0.9.5 on float32 and float16 tensors; the third and the seventh are too small to be squared. */
    @Test
    void similarityOfSmallWeightsCountsWhereSdMehLosesItInHalves() {
        float[] a = {.11f, -.20f, 1e-4f, 0, .57f, -.60f, -1.5e-4f, .80f};
        float[] b = {.30f, .25f, -1.2e-4f, 0, .50f, .66f, -1.4e-4f, .21f};
        float[] c = {.20f, -.10f, .13f, -.35f, .42f, .10f, -.07f, .61f};
        for (float[] model : new float[][]{a, b, c}) {
            for (int i = 0; i < model.length; i++) {
                model[i] = Float.float16ToFloat(Float.floatToFloat16(model[i]));
            }
        }
        Coefficient coefficient = new Coefficient(.6, .5);

        assertThat(merge("similarity_add_difference", "none", coefficient, new long[]{8}, a, b, c))
                .containsExactly(new float[]{0.16900551f, 0.0062805265f, -0.074729376f, 0.1050293f, 0.5854876f,
                        -0.26303473f, 0.021511482f, 0.57974416f}, within(1e-7f));
        assertThat(merge("similarity_add_difference", "sd-meh", coefficient, new long[]{8}, a, b, c))
                .containsExactly(0.16894531f, 0.006374359f, -0.03894043f, 0.105041504f, 0.58544922f, -0.26342773f,
                        0.020812988f, 0.57958984f);
    }

    /** Six rows of two columns, half of them: SuperMerger counts rows where there are few columns. */
    @Test
    void tensor2CountsTheColumnsWhereSuperMergerCountsRows() {
        float[] a = new float[12];
        float[] b = {1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2};
        Coefficient half = new Coefficient(0.5, 0);

        assertThat(merge("tensor2", "none", half, new long[]{6, 2}, a, b)).containsExactly(1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
                1, 0);
        assertThat(merge("tensor2", "supermerger", half, new long[]{6, 2}, a, b)).isEqualTo(b);
    }
}
