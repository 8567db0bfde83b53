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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeasibilityTest {
    private static final double NONE = Double.POSITIVE_INFINITY;

    /** By mpmath 1.3 with 60 digits: log(ncdf(b) - ncdf(a)), mirrored where a is above 0. */
    @ParameterizedTest
    @CsvSource({"-1, 1, -0.38171514630212607227", "5, 6, -15.068446096529453352",
            "-40, -39, -765.08315656437754441", "30, 31, -454.32124395634325204",
            "-0.001, 0.002, -6.7280820235185500817", "8, 8.0000001, -49.037034590240436088",
            "-3, 9, -0.0013508099647481939119"})
    void betweenTwoLimitsItIsWhatMpmathComputes(double a, double b, double expected) {
        assertThat(Feasibility.logProbability(a, b)).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
        assertThat(Feasibility.logProbability(-b, -a)).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    }

    @Test
    void itIsTheProbabilityOfTheSideOfTheBound() {
        Property.holds(20, random -> {
            GaussianProcess process = process(random);
            double[] x = random.doubles(2).toArray();
            GaussianProcess.Prediction prediction = process.at(x);
            double below = Normal.probability((0.3 - prediction.mean()) / Math.sqrt(prediction.variance()));

            double less = Normal.probability((-0.2 - prediction.mean()) / Math.sqrt(prediction.variance()));

            assertThat(Math.exp(new Feasibility(process, -NONE, 0.3).at(x))).isCloseTo(below, within(1e-12));
            assertThat(Math.exp(new Feasibility(process, 0.3, NONE).at(x))).isCloseTo(1 - below, within(1e-12));
            assertThat(Math.exp(new Feasibility(process, -0.2, 0.3).at(x))).isCloseTo(below - less, within(1e-12));
        });
    }

    @Test
    void theGradientIsItsSlope() {
        Property.holds(20, random -> {
            GaussianProcess process = process(random);
            double[] x = random.doubles(2, 0.05, 0.95).toArray();
            double limit = Property.between(random, -3.0, 3);
            for (double[] limits : new double[][]{{-NONE, limit}, {limit, NONE}, {limit, limit + 0.3}}) {
                Feasibility feasibility = new Feasibility(process, limits[0], limits[1]);
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
