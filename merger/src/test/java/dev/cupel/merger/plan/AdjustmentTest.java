package dev.cupel.merger.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdjustmentTest {

    private static final Adjustment SOME = Adjustment.parse("1, 2, 3, 4, 5, 6, 7, 8");

    private static float[] adjusted(String name, float... values) {
        SOME.apply("model.diffusion_model." + name, values, 0, values.length);
        return values;
    }

    @Test
    void firstAndLastLayersAreScaled() {
        assertThat(adjusted("input_blocks.0.0.weight", 1)).containsExactly(0.99f);
        assertThat(adjusted("input_blocks.0.0.bias", 1)).containsExactly(1.02f);
        assertThat(adjusted("out.0.weight", 1)).containsExactly(0.98f);
        assertThat(adjusted("out.0.bias", 1)).containsExactly(1.04f);
        assertThat(adjusted("out.2.weight", 1)).containsExactly(0.97f);
        assertThat(adjusted("out.0.weights", 1)).containsExactly(1);
    }

    /** 0.02 (4), 0.02 (-5 + 6 + 8), 0.02 (5/3 + 6 - 7), 0.02 (10/3 - 7 + 8) */
    @Test
    void theLatentChannelsAreShifted() {
        assertThat(adjusted("out.2.bias", 0, 0, 0, 1)).containsExactly(
                new float[]{0.08f, 0.18f, 0.013333333f, 1.08666667f}, within(1e-7f));
    }

    @Test
    void aStretchOfATensorIsShiftedAtItsPlace() {
        float[] values = {0, 0};
        SOME.apply("model.diffusion_model.out.2.bias", values, 1, 1);

        assertThat(values).containsExactly(0.18f, 0);
    }

    @Test
    void thereAreEightNumbers() {
        assertThat(Adjustment.parse(SOME.text())).isEqualTo(SOME);
        assertThatThrownBy(() -> Adjustment.parse("1,2,3")).hasMessageContaining("must have 8 finite numbers")
                .hasMessageContaining("\nMaybe ");
        assertThatThrownBy(() -> Adjustment.parse("1,2,,3")).hasMessageContaining("eight numbers")
                .hasMessageContaining("\nMaybe ");
    }
}
