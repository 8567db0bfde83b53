package dev.cupel.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SobolTest {

    /** The defining property of a (0, m, 1)-net, which the scramble must keep. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 42})
    void everyAxisHasOnePointInEachOf256Intervals(long seed) {
        double[][] points = points(Sobol.MAX_DIMENSION, seed, 256);

        for (int j = 0; j < Sobol.MAX_DIMENSION; j++) {
            int axis = j;
            assertThat(Arrays.stream(points).mapToInt(point -> (int) (point[axis] * 256)).sorted())
                    .as("axis %s", j).containsExactlyElementsOf(IntStream.range(0, 256).boxed().toList());
        }
    }

    /** The next block of 2^m points is a net too. */
    @Test
    void theSecondBlockIsAsEvenAsTheFirst() {
        double[][] second = Arrays.copyOfRange(points(40, 3, 128), 64, 128);

        for (int j = 0; j < 40; j++) {
            int axis = j;
            assertThat(Arrays.stream(second).mapToInt(point -> (int) (point[axis] * 64)).distinct().count())
                    .isEqualTo(64);
        }
    }

    /** The first two axes are a (0, m, 2)-net: one point in every box of volume 1/64 with sides that are powers of two. */
    @Test
    void theFirstTwoAxesHaveOnePointInEveryElementaryBox() {
        double[][] points = points(2, 9, 64);

        for (int halvings = 0; halvings <= 6; halvings++) {
            int columns = 1 << halvings;
            int rows = 64 / columns;
            assertThat(Arrays.stream(points).mapToInt(p -> (int) (p[0] * columns) * rows + (int) (p[1] * rows))
                    .distinct().count())
                    .isEqualTo(64);
        }
    }

    /**
     * In higher dimensions the quality is that of the direction numbers: a wrong digit in the table changes these sums. They
     * are those of SciPy 1.17's generator, scrambled or not, since the scramble only permutes the squares.
     */
    @ParameterizedTest
    @CsvSource({"20, 32768", "64, 1368064"})
    void everyPairOfAxesFillsTheSquareAsEvenlyAsTheReference(int dimension, double expected) {
        double[][] points = points(dimension, 5, 1024);

        double sum = 0;
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < i; j++) {
                sum += unevenness(points, i, j);
            }
        }

        assertThat(sum).isEqualTo(expected);
        double byChance = 1024 * (255 / 256.0) * dimension * (dimension - 1) / 2;
        assertThat(sum).isLessThan(0.7 * byChance);
    }

    @Test
    void integratesASmoothFunctionBetterThanChance() {
        int count = 1024;
        double sum = 0;
        for (double[] point : points(10, 11, count)) {
            double product = 1;
            for (double x : point) {
                product *= 1 + 0.5 * (x - 0.5);
            }
            sum += product;
        }

        // the integral is 1; the standard error of 1024 random points is 0.015
        assertThat(Math.abs(sum / count - 1)).isLessThan(0.0015);
    }

    @Test
    void theSeedDecidesThePoints() {
        assertThat(points(5, 1, 8)).isDeepEqualTo(points(5, 1, 8));
        assertThat(Arrays.deepEquals(points(5, 1, 8), points(5, 2, 8))).isFalse();
    }

    @Test
    void thereAreNoMoreThan64Axes() {
        assertThatThrownBy(() -> Sobol.scrambled(65, 0)).isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("from 1 to 64, but it is 65").hasMessageContaining("\nMaybe ");
    }

    private static double[][] points(int dimension, long seed, int count) {
        Sobol sobol = Sobol.scrambled(dimension, seed);
        return IntStream.range(0, count).mapToObj(i -> sobol.next()).toArray(double[][]::new);
    }

    /** Sum over a grid of 16 x 16 squares of (points in the square - 4)². */
    private static double unevenness(double[][] points, int i, int j) {
        int[] counts = new int[256];
        for (double[] point : points) {
            counts[(int) (point[i] * 16) * 16 + (int) (point[j] * 16)]++;
        }
        return Arrays.stream(counts).mapToDouble(count -> Math.pow(count - points.length / 256.0, 2)).sum();
    }
}
