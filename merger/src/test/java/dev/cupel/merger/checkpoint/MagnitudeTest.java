package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MagnitudeTest {

    @ParameterizedTest
    @ValueSource(floats = {2, -2, 3, Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN})
    void aValueOfTheLimitOrAboveIsFoundWhereverItIs(float large) {
        for (int at = 0; at < 37; at++) {
            float[] values = new float[40];
            values[at] = large;

            assertThat(Magnitude.reaches(values, 37, 2)).as("at " + at).isTrue();
        }
    }

    @Test
    void whatIsBelowTheLimitOrBeyondTheLengthIsNotFound() {
        float[] values = {Math.nextDown(2f), -Math.nextDown(2f), Float.MIN_VALUE, -0f, 5};

        assertThat(Magnitude.reaches(values, 4, 2)).isFalse();
    }

    @Test
    void ofFiniteValuesNoneReachesInfinity() {
        float[] values = {Float.MAX_VALUE, -Float.MAX_VALUE};

        assertThat(Magnitude.reaches(values, 2, Float.POSITIVE_INFINITY)).isFalse();
    }
}
