package dev.cupel.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FantasiesTest {
    private static final Hyperparameters HYPER = new Hyperparameters(Kernel.MATERN, new double[]{0.4, 0.7}, 1.3, 0.05);

    /** A draw is the process that would follow if the drawn values were measured there without noise. */
    @Test
    void aDrawIsTheProcessThatKnowsTheDrawnValues() {
        Property.holds(20, random -> {
            Observations observations = observations(12, random);
            List<double[]> drawn = points(Property.between(random, 1, 5), random);
            double[][] normals = {random.doubles(drawn.size(), -2, 2).toArray(),
                    random.doubles(drawn.size(), -2, 2).toArray()};
            GaussianProcess process = GaussianProcess.of(observations, HYPER);

            Fantasies fantasies = process.drawn(drawn, normals);

            double[] x = random.doubles(2).toArray();
            for (int s = 0; s < 2; s++) {
                assertThat(fantasies.at(x).means()[s]).isCloseTo(
                        conditioned(process, drawn, fantasies.values(s), x), within(1e-6));
                for (int i = 0; i < drawn.size(); i++) {
                    Fantasies.Predictions there = fantasies.at(drawn.get(i));
                    assertThat(there.means()[s]).isCloseTo(fantasies.values(s)[i], within(1e-3));
                    assertThat(there.variance()).isLessThan(1e-5);
                }
            }
        });
    }

    /** μ(x) + c(x, P) C(P, P)⁻¹ (f - μ(P)), with the posterior's covariance of x and the drawn points. */
    private static double conditioned(GaussianProcess process, List<double[]> drawn, double[] values, double[] x) {
        List<double[]> all = new ArrayList<>(drawn);
        all.add(x);
        double[][] covariance = process.covariance(all);
        int p = drawn.size();
        double[] matrix = new double[p * p];
        for (int i = 0; i < p; i++) {
            System.arraycopy(covariance[i], 0, matrix, i * p, p);
            matrix[i * p + i] += 1e-6 * 1.3;
        }
        double[] inverse = Factor.of(matrix, p).inverse();
        double mean = process.at(x).mean();
        for (int i = 0; i < p; i++) {
            for (int j = 0; j < p; j++) {
                mean += covariance[p][i] * inverse[i * p + j] * (values[j] - process.at(drawn.get(j)).mean());
            }
        }
        return mean;
    }

    @Test
    void theDrawsHaveTheMomentsOfThePosterior() {
        Property.holds(3, random -> {
            GaussianProcess process = GaussianProcess.of(observations(8, random), HYPER);
            List<double[]> drawn = points(2, random);
            double[][] normals = Stream.generate(() -> new double[]{random.nextGaussian(), random.nextGaussian()})
                    .limit(20_000).toArray(double[][]::new);

            Fantasies fantasies = process.drawn(drawn, normals);

            double[] means = new double[2];
            double product = 0;
            double[] expected = drawn.stream().mapToDouble(point -> process.at(point).mean()).toArray();
            for (int s = 0; s < normals.length; s++) {
                double[] values = fantasies.values(s);
                means[0] += values[0] / normals.length;
                means[1] += values[1] / normals.length;
                product += (values[0] - expected[0]) * (values[1] - expected[1]) / normals.length;
            }
            assertThat(means).containsExactly(expected, within(0.05));
            assertThat(product).isCloseTo(process.covariance(drawn)[0][1], within(0.05));
        });
    }

    @Test
    void observationsThatAreAddedGiveTheProcessOfAllOfThem() {
        Property.holds(20, random -> {
            Observations all = observations(Property.between(random, 3, 25), random);
            GaussianProcess first = GaussianProcess.of(all.first(Property.between(random, 1, all.count())), HYPER);

            GaussianProcess extended = first.extended(all);

            GaussianProcess whole = GaussianProcess.of(all, HYPER);
            double[] x = random.doubles(2).toArray();
            double[][] gradients = new double[4][2];
            assertThat(extended.at(x, gradients[0], gradients[1]).mean())
                    .isCloseTo(whole.at(x, gradients[2], gradients[3]).mean(), within(1e-9));
            assertThat(extended.at(x).variance()).isCloseTo(whole.at(x).variance(), within(1e-9));
            assertThat(gradients[0]).containsExactly(gradients[2], within(1e-8));
            assertThat(gradients[1]).containsExactly(gradients[3], within(1e-8));
        });
    }

    @Test
    void manyPointsAtOnceGiveTheSame() {
        Property.holds(5, random -> {
            GaussianProcess process = GaussianProcess.of(observations(15, random), HYPER);
            List<double[]> points = points(6, random);

            List<GaussianProcess.Prediction> together = process.at(points);

            for (int i = 0; i < points.size(); i++) {
                assertThat(together.get(i).mean()).isEqualTo(process.at(points.get(i)).mean());
                assertThat(together.get(i).variance()).isCloseTo(process.at(points.get(i)).variance(), within(1e-12));
            }
        });
    }

    private static Observations observations(int n, RandomGenerator random) {
        return new Observations(points(n, random).toArray(double[][]::new), random.doubles(n, -1, 1).toArray(),
                IntStream.range(0, n).mapToDouble(i -> 0.01 * (i % 3)).toArray());
    }

    private static List<double[]> points(int count, RandomGenerator random) {
        return Arrays.asList(Stream.generate(() -> random.doubles(2).toArray()).limit(count)
                .toArray(double[][]::new));
    }
}
