package dev.cupel.merger.rebasin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearAssignmentTest {

    @Test
    void theBestSumIsNotTheBestOfEachRow() {
        Square gain = Square.of(new double[]{10, 9, 0, 9, 1, 0, 0, 0, 5}, 3);

        // greedy takes 10 + 1 + 5
        assertThat(LinearAssignment.maximise(gain).columnOf()).containsExactly(1, 0, 2);
    }

    @Test
    void aSingleUnitStaysWhereItIs() {
        assertThat(LinearAssignment.maximise(Square.of(new double[]{-3}, 1)).columnOf()).containsExactly(0);
    }

    @Test
    void aPartOfAMatrixIsSolvedWithoutItsSurroundings() {
        double[] values = {99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 1, 5, 99, 99, 7, 2};

        Square corner = Square.of(values, 4).block(1, 1, 2);

        assertThat(LinearAssignment.maximise(corner).columnOf()).containsExactly(1, 0);
    }

    /** Few different gains, so that many assignments are best and paths have many ties. */
    @Test
    void noPermutationOfSmallMatricesIsBetter() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            int n = 1 + round % 7;
            int range = 1 + round % 12;
            Square gain = square(n, _ -> random.nextInt(2 * range + 1) - range);

            int[] found = LinearAssignment.maximise(gain).columnOf();

            assertThat(Arrays.stream(found).sorted()).isEqualTo(IntStream.range(0, n).boxed().toList());
            assertThat(LinearAssignment.total(gain, found)).isEqualTo(bestOfAll(gain, new int[n], 0));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void largeSolutionsHaveDualPricesThatProveThem(long seed) {
        int n = 700;
        Random random = new Random(seed);

        assertProven(square(n, _ -> random.nextGaussian()));
        assertProven(square(n, _ -> random.nextInt(30)));
        assertProven(square(n, k -> Math.sqrt((k / n + 1.0) * (k % n + 1)) * random.nextDouble()));
    }

    @Test
    void aHiddenPermutationOfNoisyUnitsIsFound() {
        int n = 400;
        Random random = new Random(4);
        int[] hidden = shuffled(n, random);
        Square gain = square(n, k -> (hidden[k / n] == k % n ? 8 : 0) + random.nextGaussian());

        assertThat(LinearAssignment.maximise(gain).columnOf()).isEqualTo(hidden);
    }

    @Test
    void equalGainsEverywhereAreAnAssignmentToo() {
        int[] found = LinearAssignment.maximise(square(50, _ -> 0)).columnOf();

        assertThat(Arrays.stream(found).sorted()).isEqualTo(IntStream.range(0, 50).boxed().toList());
    }

    /** Dual feasibility and complementary slackness: each row has its cheapest column under the prices. */
    private static void assertProven(Square gain) {
        LinearAssignment.Solution solution = LinearAssignment.maximise(gain);

        int n = gain.size();
        assertThat(Arrays.stream(solution.columnOf()).distinct().count()).isEqualTo(n);
        for (int i = 0; i < n; i++) {
            int row = i;
            double own = reduced(gain, solution, row, solution.columnOf()[row]);
            double least = IntStream.range(0, n).mapToDouble(j -> reduced(gain, solution, row, j)).min().orElseThrow();
            assertThat(own).isCloseTo(least, within(1e-9));
        }
    }

    private static double reduced(Square gain, LinearAssignment.Solution solution, int row, int column) {
        return -gain.at(row, column) - solution.price()[column];
    }

    private static double bestOfAll(Square gain, int[] columns, int depth) {
        if (depth == columns.length) {
            return LinearAssignment.total(gain, columns);
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int column = 0; column < columns.length; column++) {
            int tried = column;
            if (Arrays.stream(columns, 0, depth).noneMatch(used -> used == tried)) {
                columns[depth] = column;
                best = Math.max(best, bestOfAll(gain, columns, depth + 1));
            }
        }
        return best;
    }

    private static int[] shuffled(int n, Random random) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }

    private static Square square(int n, IntToDoubleFunction value) {
        return Square.of(IntStream.range(0, n * n).mapToDouble(value::applyAsDouble).toArray(), n);
    }
}
