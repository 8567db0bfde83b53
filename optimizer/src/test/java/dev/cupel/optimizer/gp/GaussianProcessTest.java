package dev.cupel.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GaussianProcessTest {
    private static final Hyperparameters TWO_AXES = new Hyperparameters(Kernel.MATERN, new double[]{0.4, 0.9}, 1.5,
            0.01);

    @Test
    void onePointByHand() {
        Observations one = new Observations(new double[][]{{0.5}}, new double[]{0.7}, new double[]{0.3});
        GaussianProcess process = GaussianProcess.of(one,
                new Hyperparameters(Kernel.MATERN, new double[]{0.25}, 2, 0.1));

        GaussianProcess.Prediction there = process.at(new double[]{0.75});

        // r = 1; with one point its value is the mean itself
        double k = 2 * (1 + Math.sqrt(5) + 5.0 / 3) * Math.exp(-Math.sqrt(5));
        assertThat(there.mean()).isCloseTo(0.7, within(1e-14));
        assertThat(there.variance()).isCloseTo(2 - k * k / (2 + 0.1 + 0.3), within(1e-14));
    }

    @Test
    void twoPointsByHand() {
        Observations two = new Observations(new double[][]{{0.2}, {0.6}}, new double[]{1, -1}, new double[2]);
        GaussianProcess process = GaussianProcess.of(two,
                new Hyperparameters(Kernel.MATERN, new double[]{0.4}, 1, 0.2));

        GaussianProcess.Prediction there = process.at(new double[]{0.2});

        // covariance [[1.2, c], [c, 1.2]]; the mean is 0 by symmetry and (1, -1) has the eigenvalue 1.2 - c
        double c = (1 + Math.sqrt(5) + 5.0 / 3) * Math.exp(-Math.sqrt(5));
        assertThat(there.mean()).isCloseTo((1 - c) / (1.2 - c), within(1e-14));
        double explained = (1.2 - 2 * c * c + 1.2 * c * c) / (1.44 - c * c);
        assertThat(there.variance()).isCloseTo(1 - explained, within(1e-14));
    }

    @Test
    void farFromAllPointsOnlyThePriorIsKnown() {
        Observations one = new Observations(new double[][]{{0, 0}}, new double[]{3}, new double[1]);
        GaussianProcess process = GaussianProcess.of(one,
                new Hyperparameters(Kernel.MATERN, new double[]{0.025, 0.025}, 1.5, 0.01));

        assertThat(process.at(new double[]{1, 1}).variance()).isCloseTo(1.5, within(1e-12));
    }

    @Test
    void theGradientsAgreeWithFiniteDifferences() {
        GaussianProcess process = GaussianProcess.of(sample(20), TWO_AXES).believing(List.of(new double[]{0.1, 0.9}));
        double[] x = {0.37, 0.58};
        double[] mean = new double[2];
        double[] variance = new double[2];

        assertThat(process.at(x, mean, variance)).isEqualTo(process.at(x));

        for (int j = 0; j < 2; j++) {
            double[] up = x.clone();
            double[] down = x.clone();
            up[j] += 1e-6;
            down[j] -= 1e-6;
            assertThat(mean[j]).isCloseTo((process.at(up).mean() - process.at(down).mean()) / 2e-6, within(1e-6));
            assertThat(variance[j]).isCloseTo((process.at(up).variance() - process.at(down).variance()) / 2e-6,
                    within(1e-6));
        }
    }

    /** Of f(x, y) = g(x) + h(y), the fourth corner follows from the three others. */
    @Test
    void aSumOverTheAxesIsKnownWhereNothingWasEvaluated() {
        Observations corners = new Observations(new double[][]{{0, 0}, {1, 0}, {0, 1}}, new double[]{0, 1, 2},
                new double[3]);
        double[] fourth = {1, 1};
        Hyperparameters whole = new Hyperparameters(Kernel.GAUSSIAN, new double[]{1, 1}, 1, 1e-6);

        GaussianProcess joint = GaussianProcess.of(corners, whole);
        GaussianProcess sum = GaussianProcess.of(corners, whole.with(new Additive(0.999, 3)));

        assertThat(sum.at(fourth).mean()).isCloseTo(3, within(0.02));
        assertThat(joint.at(fourth).mean()).isLessThan(2.5);
        assertThat(sum.at(fourth).variance()).isLessThan(0.01 * joint.at(fourth).variance());
    }

    /** As a process of the others foresees it. */
    @Test
    void eachObservationIsLeftOut() {
        Observations sample = sample(12);
        double[] variances = new double[12];
        variances[3] = 0.4;
        Observations all = new Observations(sample.points(), sample.values(), variances);

        double[] logDensities = GaussianProcess.of(all, TWO_AXES).leaveOneOut();

        for (int left = 0; left < 12; left++) {
            int out = left;
            int[] others = IntStream.range(0, 12).filter(i -> i != out).toArray();
            GaussianProcess.Prediction prediction = GaussianProcess.of(new Observations(
                    Arrays.stream(others).mapToObj(i -> all.points()[i]).toArray(double[][]::new),
                    Arrays.stream(others).mapToDouble(i -> all.values()[i]).toArray(),
                    Arrays.stream(others).mapToDouble(i -> variances[i]).toArray()), TWO_AXES).at(all.points()[out]);
            double variance = prediction.variance() + TWO_AXES.noiseVariance() + variances[out];
            double missed = all.values()[out] - prediction.mean();
            assertThat(logDensities[out]).isCloseTo(
                    -0.5 * (missed * missed / variance + Math.log(2 * Math.PI * variance)), within(1e-8));
        }
    }

    @Test
    void believingLeavesTheMeanAndRemovesTheDoubt() {
        GaussianProcess process = GaussianProcess.of(sample(12), TWO_AXES);
        double[] pending = {0.9, 0.1};

        GaussianProcess believing = process.believing(List.of(pending));

        for (double[] x : new double[][]{{0.2, 0.3}, {0.85, 0.15}, pending}) {
            assertThat(believing.at(x).mean()).isCloseTo(process.at(x).mean(), within(1e-12));
            assertThat(believing.at(x).variance()).isLessThan(process.at(x).variance());
        }
        assertThat(believing.at(pending).variance()).isLessThan(1e-5);
    }

    @Test
    void aPointOfLargeKnownVarianceTellsLess() {
        Observations sure = new Observations(new double[][]{{0.3}, {0.7}}, new double[]{1, -1}, new double[]{0, 0});
        Observations unsure = new Observations(sure.points(), sure.values(), new double[]{0, 5});
        Hyperparameters h = new Hyperparameters(Kernel.MATERN, new double[]{0.3}, 1, 0.01);

        assertThat(GaussianProcess.of(unsure, h).at(new double[]{0.7}).variance())
                .isGreaterThan(5 * GaussianProcess.of(sure, h).at(new double[]{0.7}).variance());
    }

    private static Observations sample(int count) {
        Random random = new Random(2);
        double[][] points = new double[count][];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            points[i] = random.doubles(2).toArray();
            values[i] = Math.sin(5 * points[i][0]) + points[i][1];
        }
        return new Observations(points, values, new double[count]);
    }
}
