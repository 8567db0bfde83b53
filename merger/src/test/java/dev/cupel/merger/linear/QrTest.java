package dev.cupel.merger.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QrTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "6, 4", "4, 6", "20, 20"})
    void qTimesRIsTheMatrixWithOrthonormalQAndTriangularR(int rows, int columns) {
        Random random = new Random(rows);
        Matrix a = Matrix.zeros(rows, columns);
        for (int i = 0; i < a.values().length; i++) {
            a.values()[i] = random.nextGaussian();
        }
        for (Qr qr : new Qr[]{Qr.of(a), Qr.pivoted(a)}) {
            Matrix product = qr.q().times(qr.r());
            Matrix products = qr.q().transposedTimes(qr.q());

            for (int j = 0; j < columns; j++) {
                for (int i = 0; i < rows; i++) {
                    assertThat(product.at(i, j)).isEqualTo(a.at(i, qr.order()[j]), within(1e-13));
                }
                for (int i = j + 1; i < qr.r().rows(); i++) {
                    assertThat(qr.r().at(i, j)).isZero();
                }
            }
            for (int i = 0; i < products.rows(); i++) {
                for (int j = 0; j < products.columns(); j++) {
                    assertThat(products.at(i, j)).isEqualTo(i == j ? 1 : 0, within(1e-13));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"6, 4", "4, 6"})
    void withExchangesTheDiagonalFalls(int rows, int columns) {
        Random random = new Random(columns);
        Matrix a = Matrix.zeros(rows, columns);
        for (int i = 0; i < a.values().length; i++) {
            a.values()[i] = random.nextGaussian() * (i % columns + 1);
        }

        Matrix r = Qr.pivoted(a).r();

        for (int i = 1; i < r.rows(); i++) {
            assertThat(Math.abs(r.at(i, i))).isLessThanOrEqualTo(Math.abs(r.at(i - 1, i - 1)) + 1e-12);
        }
    }
}
