package dev.cupel.merger.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FourierTest {

    private static double[] random(int length) {
        return new Random(length).doubles(length, -1, 1).toArray();
    }

    /** By the definition. */
    private static double[] direct(double[] x) {
        int n = x.length / 2;
        double[] spectrum = new double[2 * n];
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < n; j++) {
                double angle = -2 * Math.PI * ((long) j * k % n) / n;
                spectrum[2 * k] += x[2 * j] * Math.cos(angle) - x[2 * j + 1] * Math.sin(angle);
                spectrum[2 * k + 1] += x[2 * j] * Math.sin(angle) + x[2 * j + 1] * Math.cos(angle);
            }
        }
        return spectrum;
    }

    @Test
    void fourValuesByHand() {
        double[] x = {1, 0, 2, 0, 3, 0, 5, 0};

        assertThat(new Fourier(4).transform(x, new double[8])).containsExactly(
                new double[]{11, 0, -2, 3, -3, 0, -2, -3},
                within(1e-15));
    }

    /** Primes of all kinds, their products and powers; 37 and 193 are transformed as convolutions. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 16, 30, 31, 32, 37, 60, 64, 74, 77, 193, 240, 386, 768,
            961})
    void everyLengthAgreesWithTheDefinition(int n) {
        assertThat(new Fourier(n).transform(random(2 * n), new double[2 * n])).containsExactly(direct(random(2 * n)),
                within(1e-14 * n));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 37, 96, 49408, 59136})
    void theInverseGivesTheSequenceBack(int n) {
        Fourier fourier = new Fourier(n);
        double[] spectrum = fourier.transform(random(2 * n), new double[2 * n]);

        assertThat(fourier.inverse(spectrum, new double[2 * n])).containsExactly(random(2 * n), within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 10, 37, 74, 96})
    void aFilterWeighsTheFrequenciesOfARealSequence(int n) {
        double[] x = random(n);
        double[] complex = new double[2 * n];
        for (int i = 0; i < n; i++) {
            complex[2 * i] = x[i];
        }
        double[] spectrum = direct(complex);
        for (int k = 0; k < n; k++) {
            spectrum[2 * k] *= 1.0 / (1 + Math.min(k, n - k));
            spectrum[2 * k + 1] *= 1.0 / (1 + Math.min(k, n - k));
        }
        double[] expected = new Fourier(n).inverse(spectrum, new double[2 * n]);

        RealFilter.apply(x, k -> 1.0 / (1 + k));

        for (int i = 0; i < n; i++) {
            assertThat(x[i]).isEqualTo(expected[2 * i], within(1e-13));
        }
    }
}
