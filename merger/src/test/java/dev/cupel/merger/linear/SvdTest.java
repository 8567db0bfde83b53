package dev.cupel.merger.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SvdTest {

    private static final Offset<Double> ACCURATE = within(1e-12);

    private static Matrix matrix(int rows, int columns, double... values) {
        return new Matrix(rows, columns, values);
    }

    private static Matrix random(int rows, int columns, long seed) {
        Random random = new Random(seed);
        Matrix matrix = Matrix.zeros(rows, columns);
        for (int i = 0; i < matrix.values().length; i++) {
            matrix.values()[i] = random.nextGaussian();
        }
        return matrix;
    }

    private static Matrix product(Svd svd) {
        Matrix scaled = svd.u().firstColumns(svd.s().length);
        for (int i = 0; i < scaled.rows(); i++) {
            for (int j = 0; j < scaled.columns(); j++) {
                scaled.values()[i * scaled.columns() + j] *= svd.s()[j];
            }
        }
        return scaled.times(svd.v().transposed());
    }

    private static double distance(Matrix a, Matrix b) {
        Matrix difference = Matrix.zeros(a.rows(), a.columns());
        for (int i = 0; i < difference.values().length; i++) {
            difference.values()[i] = a.values()[i] - b.values()[i];
        }
        return Math.sqrt(difference.energy());
    }

    private static void assertOrthonormal(Matrix columns) {
        Matrix products = columns.transposedTimes(columns);
        for (int i = 0; i < products.rows(); i++) {
            for (int j = 0; j < products.columns(); j++) {
                assertThat(products.at(i, j)).isEqualTo(i == j ? 1 : 0, ACCURATE);
            }
        }
    }

    private static void assertDecomposes(Svd svd, Matrix a) {
        assertThat(distance(product(svd), a)).isLessThanOrEqualTo(1e-13 * Math.sqrt(a.energy()));
        assertOrthonormal(svd.u());
        assertOrthonormal(svd.v());
        for (int i = 1; i < svd.s().length; i++) {
            assertThat(svd.s()[i]).isBetween(0.0, svd.s()[i - 1]);
        }
    }

    /** AᵀA = ((25, 20), (20, 25)) has the eigenvalues 45 and 5. */
    @Test
    void aTwoByTwoMatrixByHand() {
        Svd svd = Svd.of(matrix(2, 2, 3, 0, 4, 5));

        assertThat(svd.s()).containsExactly(new double[]{Math.sqrt(45), Math.sqrt(5)}, ACCURATE);
        assertThat(Math.abs(svd.v().at(0, 0))).isEqualTo(Math.sqrt(0.5), ACCURATE);
        assertThat(Math.abs(svd.u().at(1, 0))).isEqualTo(3 / Math.sqrt(10), ACCURATE);
    }

    @Test
    void aDiagonalMatrixIsItsSingularValues() {
        assertThat(Svd.of(matrix(3, 3, 0, 2, 0, -7, 0, 0, 0, 0, 1)).s()).containsExactly(new double[]{7, 2, 1},
                ACCURATE);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "7, 1", "5, 5", "40, 13", "13, 40", "64, 64", "3, 200"})
    void uSvIsTheMatrixAndUAndVAreOrthonormal(int rows, int columns) {
        Matrix a = random(rows, columns, 31L * rows + columns);

        assertDecomposes(Svd.of(a), a);
    }

    @Test
    void aMatrixOfLowRankHasZerosAndStillOrthonormalVectors() {
        Matrix a = random(30, 4, 1).times(random(4, 20, 2));

        Svd svd = Svd.of(a);

        assertDecomposes(svd, a);
        for (int i = 4; i < 20; i++) {
            assertThat(svd.s()[i]).isZero();
        }
    }

    @Test
    void theZeroMatrixIsDecomposed() {
        assertDecomposes(Svd.of(Matrix.zeros(4, 3)), Matrix.zeros(4, 3));
    }

    /** Eigenvalues of AᵀA would lose the small ones: their squares span 1e-24. */
    @Test
    void smallSingularValuesAreAccurateBesideLargeOnes() {
        Matrix u = Qr.of(random(30, 5, 3)).q();
        Matrix v = Qr.of(random(25, 5, 4)).q();
        double[] s = {1e6, 1e3, 1, 1e-3, 1e-6};

        double[] found = Svd.of(product(new Svd(u, s, v))).s();

        assertThat(found[0]).isEqualTo(1e6, within(1e-6));
        assertThat(found[4]).isEqualTo(1e-6, within(1e-9));
        assertThat(found[5]).isLessThan(1e-9);
    }

    @Test
    void theFirstSingularValuesGiveTheNearestMatrixOfThatRank() {
        Matrix a = random(20, 30, 5);
        Svd svd = Svd.of(a);
        double rest = 0;
        for (int i = 6; i < 20; i++) {
            rest += svd.s()[i] * svd.s()[i];
        }

        assertThat(distance(product(svd.first(6)), a)).isEqualTo(Math.sqrt(rest), ACCURATE);
    }

    @Test
    void whatIsNotFiniteIsRefused() {
        assertThatThrownBy(() -> Svd.of(matrix(1, 2, 1, Double.NaN))).isInstanceOf(ArithmeticException.class);
    }

    /** Singular values 1, 1/2, 1/3, …: the first 10 of 100 hold all but 6 % of the squares. */
    private static Matrix decaying(int rows, int columns) {
        int rank = Math.min(rows, columns);
        double[] s = new double[rank];
        for (int i = 0; i < rank; i++) {
            s[i] = 1.0 / (i + 1);
        }
        return product(new Svd(Qr.of(random(rows, rank, 6)).q(), s, Qr.of(random(columns, rank, 7)).q()));
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "100, 300", "300, 100"})
    void theLeadingSingularValuesAreThoseOfTheWholeDecomposition(int rows, int columns) {
        Matrix a = decaying(rows, columns);
        Svd whole = Svd.of(a).first(10);

        Svd leading = Svd.leading(a, 10, 1);

        assertThat(leading.s()).containsExactly(whole.s(), within(1e-6));
        assertOrthonormal(leading.u());
        assertOrthonormal(leading.v());
        assertThat(distance(product(leading), a)).isEqualTo(distance(product(whole), a), within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({"150, 150", "150, 260", "260, 150"})
    void manySingularValuesAreThoseOfTheWholeDecomposition(int rows, int columns) {
        Matrix a = random(rows, columns, 11);
        Svd whole = Svd.of(a);

        Svd leading = Svd.leading(a, 140, 1);

        assertThat(leading.s()).containsExactly(whole.first(140).s(), within(1e-11));
        assertOrthonormal(leading.u());
        assertOrthonormal(leading.v());
        assertThat(distance(product(leading), a)).isEqualTo(distance(product(whole.first(140)), a), within(1e-10));
    }

    @Test
    void theWholeOfALargeMatrixOfLowRankIsTheMatrix() {
        Matrix a = random(140, 60, 12).times(random(60, 150, 13));

        assertThat(distance(product(Svd.leading(a, 140, 1)), a)).isLessThan(1e-10);
    }

    @Test
    void theLeadingPartOfALowRankMatrixIsTheMatrix() {
        Matrix a = random(120, 8, 8).times(random(8, 90, 9));

        assertThat(distance(product(Svd.leading(a, 8, 1)), a)).isLessThan(1e-11);
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        Matrix a = decaying(90, 120);

        assertThat(Svd.leading(a, 5, 3).u()).isEqualTo(Svd.leading(a, 5, 3).u());
    }
}
