package dev.cupel.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are those of SciPy 1.17.1: {@code norm} and {@code truncnorm.ppf}. */
class NormalTest {

    @Test
    void densityProbabilityAndQuantileAreTheStandardOnes() {
        assertThat(Normal.density(1.5)).isCloseTo(0.12951759566589174, within(1e-16));
        assertThat(Normal.probability(-7)).isCloseTo(1.279812543885835e-12, within(1e-26));
        assertThat(Normal.quantile(1e-10)).isCloseTo(-6.361340902404056, within(1e-14));
    }

    @ParameterizedTest
    @CsvSource({"0.3, 0.2, 0.1, 0, 1, 0.15208756735979084", "0.9, 0.5, 5, 0, 1, 0.8997598226433343",
            "0.5, 1, 0.2, 0, 1, 0.8651021401661521", "0.25, -3, 1, -1, 2, -0.8814124788480733"})
    void aTruncatedQuantileLiesWithinTheRange(double share, double centre, double deviation, double low, double high,
            double expected) {
        assertThat(Normal.truncatedQuantile(share, centre, deviation, low, high)).isCloseTo(expected, within(1e-13));
        assertThat(Normal.truncatedQuantile(0, centre, deviation, low, high)).isCloseTo(low, within(1e-2));
        assertThat(Normal.truncatedQuantile(1, centre, deviation, low, high)).isCloseTo(high, within(1e-2));
        assertThat(Normal.truncatedQuantile(0, 0.5, 1e-3, 0, 1)).isBetween(0.49, 0.5);
    }
}
