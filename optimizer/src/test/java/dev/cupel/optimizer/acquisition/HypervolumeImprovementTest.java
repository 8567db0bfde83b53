package dev.cupel.optimizer.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.Property;
import dev.cupel.optimizer.gp.GaussianProcess;
import dev.cupel.optimizer.gp.Observations;
import dev.cupel.optimizer.gp.Surrogate;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HypervolumeImprovementTest {
    private static final int DIMENSION = 3;

    /** A random case: processes, a front, and what follows from them. */
    private record Case(List<GaussianProcess> processes, BoxDecomposition region) {

        static Case of(int objectives, RandomGenerator random) {
            double[][] points = Stream.generate(() -> random.doubles(DIMENSION).toArray()).limit(12)
                    .toArray(double[][]::new);
            List<GaussianProcess> processes = Stream.generate(() -> Surrogate
                    .fitStraight(new Observations(points, random.doubles(12, -1, 1).toArray(), new double[12]))
                    .process()).limit(objectives).toList();
            List<double[]> front = Stream.generate(() -> random.doubles(objectives, -1, 1).toArray()).limit(6).toList();
            double[] reference = new double[objectives];
            Arrays.fill(reference, -1.2);
            return new Case(processes, BoxDecomposition.of(front, reference));
        }

        HypervolumeImprovement growth() {
            return new HypervolumeImprovement(processes, region);
        }
    }

    /** The volume of the boxes below a drawn value, averaged over many draws. */
    @Test
    void itAgreesWithMonteCarlo() {
        Property.holds(6, random -> {
            int objectives = Property.between(random, 2, 4);
            Case one = Case.of(objectives, random);
            double[] x = random.doubles(DIMENSION).toArray();
            List<GaussianProcess.Prediction> predictions = one.processes().stream().map(p -> p.at(x)).toList();
            double sum = 0;
            double squares = 0;
            int draws = 20_000;
            for (int i = 0; i < draws; i++) {
                double[] y = predictions.stream()
                        .mapToDouble(p -> p.mean() + Math.sqrt(p.variance()) * random.nextGaussian()).toArray();
                double volume = volume(one.region(), y);
                sum += volume / draws;
                squares += volume * volume / draws;
            }

            assertThat(Math.exp(one.growth().at(x))).isCloseTo(sum,
                    within(5 * Math.sqrt(squares / draws) + 1e-12));
        });
    }

    @Test
    void theGradientIsItsSlope() {
        Property.holds(20, random -> {
            HypervolumeImprovement growth = Case.of(Property.between(random, 2, 4), random).growth();
            double[] x = random.doubles(DIMENSION, 0.05, 0.95).toArray();
            double[] gradient = new double[DIMENSION];

            double value = growth.at(x, gradient);

            assertThat(value).isEqualTo(growth.at(x));
            for (int j = 0; j < DIMENSION; j++) {
                double near = growth.at(moved(x, j, 1e-4)) - growth.at(moved(x, j, -1e-4));
                double far = growth.at(moved(x, j, 2e-4)) - growth.at(moved(x, j, -2e-4));
                double slope = (8 * near - far) / 12e-4;
                assertThat(gradient[j]).isCloseTo(slope, within(1e-5 * Math.max(1, Math.abs(slope))));
            }
        });
    }

    @Test
    void manyPointsAtOnceGiveTheSame() {
        Property.holds(5, random -> {
            HypervolumeImprovement growth = Case.of(3, random).growth();
            List<double[]> points = Stream.generate(() -> random.doubles(DIMENSION).toArray()).limit(7).toList();

            double[] all = growth.at(points);

            for (int i = 0; i < all.length; i++) {
                assertThat(all[i]).isCloseTo(growth.at(points.get(i)), Percentage.withPercentage(1e-4));
            }
        });
    }

    private static double volume(BoxDecomposition region, double[] y) {
        double volume = 0;
        for (int b = 0; b < region.low().length; b++) {
            double part = 1;
            for (int m = 0; m < y.length; m++) {
                part *= Math.max(0, Math.min(y[m], region.high()[b][m]) - region.low()[b][m]);
            }
            volume += part;
        }
        return volume;
    }

    private static double[] moved(double[] x, int j, double by) {
        double[] moved = x.clone();
        moved[j] += by;
        return moved;
    }
}
