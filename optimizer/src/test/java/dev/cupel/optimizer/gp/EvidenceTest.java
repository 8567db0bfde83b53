package dev.cupel.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EvidenceTest {

    @Test
    void onePairOfPointsGivesTheDensityOfABivariateNormal() {
        Observations pair = new Observations(new double[][]{{0.2}, {0.7}}, new double[]{1, -1}, new double[2]);
        Hyperparameters h = new Hyperparameters(Kernel.MATERN, new double[]{0.5}, 2, 0.1);
        double[] theta = h.logarithms();

        double negative = new Evidence(pair, Kernel.MATERN, new Prior(1)).at(theta, new double[3]);

        // by hand: covariance [[a, c], [c, a]], mean 0 by symmetry, eigenvector of (1, -1) has eigenvalue a - c
        double u = Math.sqrt(5);
        double a = 2.1;
        double c = 2 * (1 + u + u * u / 3) * Math.exp(-u);
        double likelihood = 0.5 * 2 / (a - c) + 0.5 * Math.log(a * a - c * c) + Math.log(2 * Math.PI);
        double length = Math.log(0.5) - Math.sqrt(2);
        double prior = length * length / 6 + Math.log(0.5) + 0.5 * Math.pow(Math.log(2), 2)
                + 0.5 * Math.pow((Math.log(0.1) + 4) / 3, 2);
        assertThat(negative).isCloseTo(likelihood + prior, within(1e-12));
    }

    @Test
    void theGradientAgreesWithFiniteDifferences() {
        Random random = new Random(1);
        int n = 23;
        int d = 5;
        double[][] points = new double[n][d];
        double[] values = new double[n];
        double[] variances = new double[n];
        for (int i = 0; i < n; i++) {
            points[i] = random.doubles(d).toArray();
            values[i] = random.nextGaussian();
            variances[i] = 0.1 * random.nextDouble();
        }
        Evidence evidence = new Evidence(new Observations(points, values, variances), Kernel.MATERN, new Prior(d));
        double[] theta = random.doubles(d + 2, -2, 1).toArray();
        double[] gradient = new double[d + 2];
        evidence.at(theta, gradient);

        for (int i = 0; i < theta.length; i++) {
            double[] up = theta.clone();
            double[] down = theta.clone();
            up[i] += 1e-5;
            down[i] -= 1e-5;
            double difference = (evidence.at(up, new double[d + 2]) - evidence.at(down, new double[d + 2])) / 2e-5;

            assertThat(gradient[i]).isCloseTo(difference, within(1e-6 * Math.max(1, Math.abs(difference))));
        }
    }
}
