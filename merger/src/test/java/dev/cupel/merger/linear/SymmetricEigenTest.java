package dev.cupel.merger.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {

    @Test
    void twoByTwoByHand() {
        SymmetricEigen eigen = SymmetricEigen.of(new Matrix(2, 2, new double[]{2, 1, 1, 2}));

        assertThat(eigen.values()).containsExactly(new double[]{3, 1}, within(1e-15));
        assertThat(Math.abs(eigen.vectors().at(0, 1))).isEqualTo(Math.sqrt(0.5), within(1e-15));
    }

    @Test
    void equalEigenvaluesAndZerosAreNoTrouble() {
        double[] values = new double[25];
        for (int i = 0; i < 5; i++) {
            values[i * 5 + i] = i < 3 ? 2 : 0;
        }

        assertThat(SymmetricEigen.of(new Matrix(5, 5, values)).values()).containsExactly(2, 2, 2, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 101})
    void theMatrixTimesAVectorIsTheValueTimesTheVector(int n) {
        Random random = new Random(n);
        Matrix a = Matrix.zeros(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                a.values()[i * n + j] = a.values()[j * n + i] = random.nextGaussian();
            }
        }

        SymmetricEigen eigen = SymmetricEigen.of(new Matrix(n, n, a.values().clone()));

        Matrix mapped = eigen.vectors().times(a);
        Matrix products = eigen.vectors().timesTransposed();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                assertThat(mapped.at(i, j)).isEqualTo(eigen.values()[i] * eigen.vectors().at(i, j), within(1e-12));
                assertThat(products.at(i, j)).isEqualTo(i == j ? 1 : 0, within(1e-13));
            }
            assertThat(i == 0 || eigen.values()[i] <= eigen.values()[i - 1]).isTrue();
        }
    }
}
