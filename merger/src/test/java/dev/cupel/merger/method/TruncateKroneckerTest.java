package dev.cupel.merger.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.method.TruncateKronecker.Sizes;
import org.junit.jupiter.api.Test;

class TruncateKroneckerTest {

    private static float[] truncated(float[] delta, long... shape) {
        Values values = new Values("weight", shape, delta.length,
                new float[][]{new float[delta.length], delta.clone(), new float[delta.length]});
        return Methods.of("truncate_kronecker").with(Settings.NONE) instanceof Direction direction
                ? direction.direction(values)
                : new float[0];
    }

    /** The product of (1 2; 3 4) and (1 0; 2 5). */
    @Test
    void aProductStaysAsItIs() {
        float[] product = {1, 0, 2, 0, 2, 5, 4, 10, 3, 0, 4, 0, 6, 15, 8, 20};

        assertThat(truncated(product, 4, 4)).containsExactly(product, within(1e-5f));
    }

    @Test
    void ofASumOfTwoProductsTheLargerIsLeft() {
        float[] sum = new float[16]; // 2 E11 x E11 + E22 x E22, which are perpendicular
        sum[0] = 2;
        sum[15] = 1;
        float[] larger = new float[16];
        larger[0] = 2;

        assertThat(truncated(sum, 4, 4)).containsExactly(larger, within(1e-6f));
    }

    @Test
    void vectorsStayAsTheyAre() {
        assertThat(truncated(new float[]{1, 5, 2}, 3)).containsExactly(1, 5, 2);
    }

    /** What sd-mecha 1.1.5's kron_dims_from_ratio gives. */
    @Test
    void sizesAreThoseOfSdMecha() {
        assertThat(Sizes.of(new long[]{320, 320}, 0.3)).isEqualTo(new Sizes(2, 160, 16, 20));
        assertThat(Sizes.of(new long[]{320, 320}, 0.5)).isEqualTo(new Sizes(16, 20, 20, 16));
        assertThat(Sizes.of(new long[]{320, 320}, 0)).isEqualTo(new Sizes(1, 320, 1, 320));
        assertThat(Sizes.of(new long[]{320, 320}, 1)).isEqualTo(new Sizes(320, 1, 320, 1));
        assertThat(Sizes.of(new long[]{1280, 320}, 0.3)).isEqualTo(new Sizes(5, 256, 10, 32));
        assertThat(Sizes.of(new long[]{320, 1280, 3, 3}, 0.5)).isEqualTo(new Sizes(32, 10, 64, 20));
        assertThat(Sizes.of(new long[]{320, 1280, 3, 3}, 0.8)).isEqualTo(new Sizes(160, 2, 1280, 1));
        assertThat(Sizes.of(new long[]{8, 16}, 0.3)).isEqualTo(new Sizes(1, 8, 4, 4));
        assertThat(Sizes.of(new long[]{8, 16}, 0.8)).isEqualTo(new Sizes(8, 1, 8, 2));
        assertThat(Sizes.of(new long[]{6, 5, 3, 3}, 0.5)).isEqualTo(new Sizes(3, 2, 5, 1));
    }
}
