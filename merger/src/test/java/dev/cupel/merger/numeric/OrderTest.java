package dev.cupel.merger.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderTest {

    private static final float[] SOME = {0.5f, -2, 3e-40f, -0f, 0, -1e30f, 0.5f, Float.POSITIVE_INFINITY};

    @Test
    void placesAscendAndEqualValuesKeepTheirOrder() {
        assertThat(Order.ascending(SOME, SOME.length)).containsExactly(5, 1, 3, 4, 2, 0, 6, 7);
        assertThat(Order.ascending(SOME, 2)).containsExactly(1, 0);
        assertThat(Order.ascending(SOME, 0)).isEmpty();
    }

    @Test
    void valuesAreSortedAndStayWhereTheyWere() {
        float[] values = SOME.clone();

        assertThat(Order.sorted(values, values.length)).containsExactly(-1e30f, -2, 0, 0, 3e-40f, 0.5f, 0.5f,
                Float.POSITIVE_INFINITY);
        assertThat(values).isEqualTo(SOME);
    }

    @Test
    void theKthMagnitudeIsThatOfTheSortedMagnitudes() {
        assertThat(Order.kthMagnitude(SOME, SOME.length, 1)).isZero();
        assertThat(Order.kthMagnitude(SOME, SOME.length, 3)).isEqualTo(3e-40f);
        assertThat(Order.kthMagnitude(SOME, SOME.length, 7)).isEqualTo(1e30f);
        assertThat(Order.kthMagnitude(SOME, 2, 2)).isEqualTo(2);
        assertThatThrownBy(() -> Order.kthMagnitude(SOME, 2, 3)).hasMessageContaining("k must be 1 to 2, but is 3");
    }

    @Test
    void manyRandomValuesAgreeWithTheLibrarysSort() {
        Random random = new Random(1);
        float[] values = new float[5000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(6)));
        }
        float[] expected = values.clone();
        Arrays.sort(expected);
        float[] magnitudes = values.clone();
        for (int i = 0; i < values.length; i++) {
            magnitudes[i] = Math.abs(values[i]);
        }
        Arrays.sort(magnitudes);

        assertThat(Order.sorted(values, values.length)).isEqualTo(expected);
        for (int k = 1; k <= values.length; k += 499) {
            assertThat(Order.kthMagnitude(values, values.length, k)).isEqualTo(magnitudes[k - 1]);
        }
    }
}
