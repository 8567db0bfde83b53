package dev.cupel.merger.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrecisionTest {

    @Test
    void halfPrecisionRoundsToTheNearestWithTiesToEven() {
        float[] values = {1 + 1f / 2048, 1 + 3f / 2048, 1 + 1.1f / 2048, 70000, 1e-8f};
        Precision.FP16.round(values, values.length);

        assertThat(values).containsExactly(1, 1 + 2f / 1024, 1 + 1f / 1024, Float.POSITIVE_INFINITY, 0);
    }
}
