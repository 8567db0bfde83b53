package dev.cupel.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvidenceTest {

    @Test
    void onePairOfPointsGivesTheDensityOfABivariateNormal() {
        Observations pair = new Observations(new double[][]{{0.2}, {0.7}}, new double[]{1, -1}, new double[2]);
        Hyperparameters h = new Hyperparameters(Kernel.MATERN, new double[]{0.5}, 2, 0.1);
        double[] theta = h.logarithms();

        double negative = new Evidence(pair, new Shape(Kernel.MATERN, false)).at(theta, new double[3]);

        // by hand: covariance [[a, c], [c, a]], mean 0 by symmetry, eigenvector of (1, -1) has eigenvalue a - c
        double u = Math.sqrt(5);
        double a = 2.1;
        double c = 2 * (1 + u + u * u / 3) * Math.exp(-u);
        double likelihood = 0.5 * 2 / (a - c) + 0.5 * Math.log(a * a - c * c) + Math.log(2 * Math.PI);
        double prior = new LengthScalePrior(1).addTo(theta, new double[3]) + 0.5 * Math.pow(Math.log(2), 2)
                + 0.5 * Math.pow((Math.log(0.1) + 4) / 3, 2);
        assertThat(negative).isCloseTo(likelihood + prior, within(1e-12));
    }

    @Test
    void aSumOverTheAxesGivesTheDensityOfABivariateNormalToo() {
        Observations pair = new Observations(new double[][]{{0.2, 0}, {0.7, 0.1}}, new double[]{1, -1}, new double[2]);
        Hyperparameters h = new Hyperparameters(Kernel.GAUSSIAN, new double[]{0.5, 0.1}, 2, 0.1,
                new Additive(0.25, 3));

        double negative = new Evidence(pair, new Shape(Kernel.GAUSSIAN, true)).at(h.logarithms(), new double[6]);

        // both axes are one length-scale apart: r² = 2, and each part of the sum is 1/(1 + 9)
        double a = 2.1;
        double c = 2 * (0.75 * Math.exp(-1) + 0.25 * 0.1);
        double likelihood = 0.5 * 2 / (a - c) + 0.5 * Math.log(a * a - c * c) + Math.log(2 * Math.PI);
        double prior = new LengthScalePrior(2).addTo(h.logarithms(), new double[6]) + 0.5 * Math.pow(Math.log(2), 2)
                + 0.5 * Math.pow((Math.log(0.1) + 4) / 3, 2) + 0.5 * Math.pow(Math.log(3) / 1.5, 2)
                + 0.5 * Math.pow(Math.log(3 / (2 * Math.sqrt(2))), 2);
        assertThat(negative).isCloseTo(likelihood + prior, within(1e-12));
    }

    @Test
    void theProcessIsTheSameWhetherItsFactorIsKnownOrNot() {
        Random random = new Random(1);
        double[][] points = Stream.generate(() -> random.doubles(3).toArray()).limit(150).toArray(double[][]::new);
        double[] values = Stream.of(points).mapToDouble(x -> Math.sin(5 * x[0]) + x[1] * x[2]).toArray();
        double[] variances = random.doubles(150).toArray();
        Shape shape = new Shape(Kernel.MATERN, true);
        Evidence evidence = new Evidence(new Observations(points, values, variances), shape);
        double[] theta = {0, 0.3, -0.2, 0.1, -3, 0.4, 0.2};
        evidence.at(theta, new double[theta.length]);
        double[] known = evidence.process(theta).means(Arrays.asList(points));

        evidence.at(new double[]{1, 1, 1, 0, -1, 0, 0}, new double[theta.length]);

        assertThat(evidence.process(theta).means(Arrays.asList(points))).containsExactly(known);
    }
}
