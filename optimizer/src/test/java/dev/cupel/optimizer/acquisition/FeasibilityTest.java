package dev.cupel.optimizer.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.Property;
import dev.cupel.optimizer.gp.GaussianProcess;
import dev.cupel.optimizer.gp.Normal;
import dev.cupel.optimizer.gp.Observations;
import dev.cupel.optimizer.gp.Surrogate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FeasibilityTest {

    @Test
    void itIsTheProbabilityOfTheSideOfTheBound() {
        Property.holds(20, random -> {
            GaussianProcess process = process(random);
            double[] x = random.doubles(2).toArray();
            GaussianProcess.Prediction prediction = process.at(x);
            double below = Normal.probability((0.3 - prediction.mean()) / Math.sqrt(prediction.variance()));

            assertThat(Math.exp(new Feasibility(process, 0.3, -1).at(x))).isCloseTo(below, within(1e-12));
            assertThat(Math.exp(new Feasibility(process, 0.3, 1).at(x))).isCloseTo(1 - below, within(1e-12));
        });
    }

    @Test
    void theGradientIsItsSlope() {
        Property.holds(20, random -> {
            GaussianProcess process = process(random);
            double[] x = random.doubles(2, 0.05, 0.95).toArray();
            for (int sign : new int[]{1, -1}) {
                Feasibility feasibility = new Feasibility(process, Property.between(random, -3.0, 3), sign);
                double[] gradient = new double[2];

                assertThat(feasibility.at(x, gradient)).isEqualTo(feasibility.at(x));
                for (int j = 0; j < 2; j++) {
                    double slope = (feasibility.at(moved(x, j, 1e-5)) - feasibility.at(moved(x, j, -1e-5))) / 2e-5;
                    assertThat(gradient[j]).isCloseTo(slope, within(1e-5 * Math.max(1, Math.abs(slope))));
                }
            }
        });
    }

    private static GaussianProcess process(RandomGenerator random) {
        double[][] points = Stream.generate(() -> random.doubles(2).toArray()).limit(10).toArray(double[][]::new);
        return Surrogate.fitStraight(new Observations(points, random.doubles(10, -1, 1).toArray(), new double[10]))
                .process();
    }

    private static double[] moved(double[] x, int j, double by) {
        double[] moved = x.clone();
        moved[j] += by;
        return moved;
    }
}
