package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvolvingNormalTest {

    @Test
    void theMatrixIsMadeOfItsEigenvectors() {
        SymmetricEigen eigen = SymmetricEigen.of(new double[][]{{2, 1}, {1, 2}});

        assertThat(Arrays.stream(eigen.values()).sorted().toArray()).containsExactly(new double[]{1, 3}, within(1e-12));
        double[][] matrix = random(7);
        SymmetricEigen large = SymmetricEigen.of(matrix);
        for (int i = 0; i < 7; i++) {
            for (int j = 0; j < 7; j++) {
                double sum = 0;
                for (int k = 0; k < 7; k++) {
                    sum += large.vectors()[i][k] * large.values()[k] * large.vectors()[j][k];
                }
                assertThat(sum).isCloseTo(matrix[i][j], within(1e-10));
            }
        }
    }

    @Test
    void theMeanMovesByTheWeightsOfTheBest() {
        EvolvingNormal normal = new EvolvingNormal(new double[]{0.5}, 4);

        normal.learn(List.of(new double[]{0.6}, new double[]{0.5}, new double[]{0.4}, new double[]{0.3}));

        // two of four count, with ln 2.5 and ln 2.5 - ln 2
        double first = Math.log(2.5) / (2 * Math.log(2.5) - Math.log(2));
        assertThat(normal.mean(0)).isCloseTo(0.5 + first * 0.1, within(1e-12));
    }

    @Test
    void aPointFarAwayMovesTheMeanNoFurtherThanADrawWould() {
        EvolvingNormal normal = new EvolvingNormal(new double[]{0.5, 0.5}, 4);

        normal.learn(
                List.of(new double[]{100, 0.5}, new double[]{0.5, 0.5}, new double[]{0.5, 0.5}, new double[]{0, 0}));

        // σ = 0.3, and the length of a step is at most √2 + 4/4
        assertThat(normal.mean(0)).isBetween(0.5, 0.5 + 0.3 * (Math.sqrt(2) + 1));
    }

    /** The published CMA-ES needs some 2000 evaluations for 1e-9 on an ellipsoid of 5 axes with condition 1e4. */
    @Test
    void itLearnsTheShapeOfAnEllipsoid() {
        ToDoubleFunction<double[]> ellipsoid = x -> IntStream.range(0, 5)
                .mapToDouble(j -> Math.pow(10, j) * Math.pow(x[j] - x[(j + 1) % 5] - 0.1 * (j - 2), 2)
                        + 1e-2 * Math.pow(x[j] - 0.3, 2))
                .sum();
        double least = lowest(ellipsoid, 3000);

        assertThat(lowest(ellipsoid, 600) - least).isPositive().isLessThan(1);
        assertThat(lowest(ellipsoid, 2000) - least).isLessThan(1e-6);
    }

    private static double lowest(ToDoubleFunction<double[]> function, int evaluations) {
        Random random = new Random(3);
        EvolvingNormal normal = new EvolvingNormal(new double[]{0.5, 0.5, 0.5, 0.5, 0.5}, 8);
        double lowest = Double.POSITIVE_INFINITY;
        for (int generation = 0; generation < evaluations / 8; generation++) {
            List<double[]> points = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                double[] x = normal.deviate(random);
                for (int j = 0; j < 5; j++) {
                    x[j] += normal.mean(j);
                }
                points.add(x);
            }
            points.sort(Comparator.comparingDouble(function));
            lowest = Math.min(lowest, function.applyAsDouble(points.getFirst()));
            normal.learn(points);
        }
        return lowest;
    }

    private static double[][] random(int d) {
        Random random = new Random(1);
        double[][] matrix = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = random.nextGaussian();
                matrix[j][i] = matrix[i][j];
            }
        }
        return matrix;
    }
}
