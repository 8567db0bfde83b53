package dev.cupel.optimizer.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.gp.Fantasies;
import dev.cupel.optimizer.gp.Observations;
import dev.cupel.optimizer.gp.Surrogate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogExpectedImprovementTest {

    /** Reference values have 12 digits; those that are printed with fewer allow half of their last digit. */
    @ParameterizedTest
    @CsvSource({"3, 1.09873966533, 6e-12", "0, -0.91893853320, 6e-12", "-5, -16.7443011627, 6e-11",
            "-38, -730.196183402, 6e-10", "-100, -5010.12957880, 6e-9", "-1e4, -50000019.3396, 6e-5",
            "-1e8, -5.0e15, 1e8",
            "-0.999, -2.48322, 6e-6", "-1.001, -2.48703, 6e-6"})
    void logHAgreesWithTheReference(double z, double expected, double tolerance) {
        assertThat(LogExpectedImprovement.logH(z)).isCloseTo(expected, within(tolerance));
    }

    @Test
    void logHHasNoStepWhereItsFormulasMeet() {
        for (double z : new double[]{-1, -Math.pow(2, 26)}) {
            double above = LogExpectedImprovement.logH(z * (1 - 1e-12));
            double below = LogExpectedImprovement.logH(z * (1 + 1e-12));

            assertThat(above).isGreaterThanOrEqualTo(below).isCloseTo(below, Percentage.withPercentage(1e-8));
        }
    }

    @Test
    void theDerivativeOfLogHIsTheProbabilityOverH() {
        for (double z : new double[]{4, 1, 0, -0.9, -1.1, -3, -10, -50}) {
            double step = 1e-6 * Math.max(1, Math.abs(z));
            double difference = (LogExpectedImprovement.logH(z + step) - LogExpectedImprovement.logH(z - step))
                    / (2 * step);

            double ratio = Math.exp(LogExpectedImprovement.logProbability(z) - LogExpectedImprovement.logH(z));

            assertThat(ratio).isCloseTo(difference, Percentage.withPercentage(1e-3));
        }
    }

    @Test
    void theGradientAgreesWithFiniteDifferences() {
        Surrogate model = Surrogate.fit(bowl(25, 4));
        for (double incumbent : new double[]{-2, 0, 1, 5}) {
            LogExpectedImprovement improvement = new LogExpectedImprovement(
                    model.process().drawn(List.of(), new double[1][0]), new double[]{incumbent});
            double[] x = {0.31, 0.62, 0.15, 0.87};
            double[] gradient = new double[4];

            double value = improvement.at(x, gradient);

            assertThat(value).isEqualTo(improvement.at(x));
            for (int j = 0; j < 4; j++) {
                // five points: a step short enough for three would leave too few digits of the variance where z is -100 and beyond
                double near = improvement.at(moved(x, j, 1e-3)) - improvement.at(moved(x, j, -1e-3));
                double far = improvement.at(moved(x, j, 2e-3)) - improvement.at(moved(x, j, -2e-3));
                double difference = (8 * near - far) / 12e-3;
                assertThat(gradient[j]).isCloseTo(difference, within(1e-5 * Math.max(1, Math.abs(difference))));
            }
        }
    }

    /** Each draw has values of the drawn points, and an incumbent, of its own. */
    @Test
    void soDoesItWithDrawnPoints() {
        Surrogate model = Surrogate.fit(bowl(25, 4));
        Random random = new Random(6);
        double[][] normals = new double[16][];
        Arrays.setAll(normals, _ -> random.doubles(3).map(u -> 4 * u - 2).toArray());
        List<double[]> drawn = List.of(new double[]{0.3, 0.6, 0.2, 0.8}, new double[]{0.9, 0.1, 0.5, 0.5},
                new double[]{0.5, 0.4, 0.4, 0.3});
        Fantasies fantasies = model.process().drawn(drawn, normals);
        double[] incumbents = new double[16];
        Arrays.setAll(incumbents, s -> Arrays.stream(fantasies.values(s)).max().orElseThrow());
        LogExpectedImprovement improvement = new LogExpectedImprovement(fantasies, incumbents);
        double[] x = {0.31, 0.52, 0.25, 0.67};
        double[] gradient = new double[4];

        double value = improvement.at(x, gradient);

        assertThat(value).isCloseTo(improvement.at(x), within(1e-12));
        for (int j = 0; j < 4; j++) {
            double near = improvement.at(moved(x, j, 1e-3)) - improvement.at(moved(x, j, -1e-3));
            double far = improvement.at(moved(x, j, 2e-3)) - improvement.at(moved(x, j, -2e-3));
            double difference = (8 * near - far) / 12e-3;
            assertThat(gradient[j]).isCloseTo(difference, within(1e-5 * Math.max(1, Math.abs(difference))));
        }
    }

    private static double[] moved(double[] x, int axis, double by) {
        double[] moved = x.clone();
        moved[axis] += by;
        return moved;
    }

    private static Observations bowl(int count, int dimension) {
        Random random = new Random(5);
        double[][] points = new double[count][dimension];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < dimension; j++) {
                points[i][j] = random.nextDouble();
                values[i] -= Math.pow(points[i][j] - 0.3, 2);
            }
            // without noise the covariance is so near to singular that differences lose their digits
            values[i] += 0.02 * random.nextGaussian();
        }
        return new Observations(points, values, new double[count]);
    }
}
