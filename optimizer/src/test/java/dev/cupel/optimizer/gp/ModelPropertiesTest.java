package dev.cupel.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.Property;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds of the model whatever it is fitted to. */
class ModelPropertiesTest {

    @Test
    void theGradientOfTheEvidenceIsItsSlope() {
        Property.holds(40, random -> theGradientIsTheSlope(Property.between(random, 2, 25), random));
    }

    /** Of many observations, the rows are gone through in parts. */
    @Test
    void theGradientOfTheEvidenceOfManyObservationsIsItsSlopeToo() {
        Property.holds(4, random -> theGradientIsTheSlope(Property.between(random, 128, 140), random));
    }

    private static void theGradientIsTheSlope(int n, RandomGenerator random) {
        int d = Property.between(random, 1, 6);
        Shape shape = new Shape(kernel(random), random.nextBoolean());
        int parameters = shape.parameters(d);
        Evidence evidence = new Evidence(observations(n, d, random), shape);
        double[] theta = random.doubles(parameters, -2, 1).toArray();
        double[] gradient = new double[parameters];
        evidence.at(theta, gradient);

        for (int i = 0; i < theta.length; i++) {
            double slope = (evidence.at(moved(theta, i, 1e-5), new double[parameters])
                    - evidence.at(moved(theta, i, -1e-5), new double[parameters])) / 2e-5;
            assertThat(gradient[i]).isCloseTo(slope, within(1e-5 * Math.max(1, Math.abs(slope))));
        }
    }

    @Test
    void theGradientsOfThePosteriorAreItsSlopes() {
        Property.holds(40, random -> {
            int n = Property.between(random, 1, 25);
            int d = Property.between(random, 1, 6);
            GaussianProcess process = process(n, d, random);
            double[] x = random.doubles(d).toArray();
            double[] mean = new double[d];
            double[] variance = new double[d];
            process.at(x, mean, variance);

            for (int j = 0; j < d; j++) {
                GaussianProcess.Prediction up = process.at(moved(x, j, 1e-5));
                GaussianProcess.Prediction down = process.at(moved(x, j, -1e-5));
                assertThat(mean[j]).isCloseTo((up.mean() - down.mean()) / 2e-5, within(1e-5));
                assertThat(variance[j]).isCloseTo((up.variance() - down.variance()) / 2e-5, within(1e-5));
            }
        });
    }

    /** The covariance of any points, many of them alike, is positive definite once there is noise. */
    @Test
    void theVarianceIsPositiveAndAtMostThatOfTheFunction() {
        Property.holds(60, random -> {
            int n = Property.between(random, 1, 40);
            int d = Property.between(random, 1, 6);
            GaussianProcess process = process(n, d, random);

            for (int i = 0; i < 20; i++) {
                assertThat(process.at(random.doubles(d).toArray()).variance()).isPositive()
                        .isLessThanOrEqualTo(process.hyperparameters().signalVariance() * (1 + 1e-9));
            }
        });
    }

    /** Of any sum of values at any places, some of them known ones or twice the same, the variance is not negative. */
    @Test
    void theCovarianceIsPositiveSemidefinite() {
        Property.holds(60, random -> {
            int d = Property.between(random, 1, 6);
            Observations observations = observations(Property.between(random, 1, 30), d, random);
            GaussianProcess process = GaussianProcess.of(observations, new Hyperparameters(kernel(random),
                    random.doubles(d, 0.2, 3).toArray(), 0.5 + random.nextDouble(), 1e-6, additive(random)));
            List<double[]> points = IntStream.range(0, Property.between(random, 1, 12))
                    .mapToObj(i -> i % 3 == 2
                            ? observations.points()[random.nextInt(observations.count())]
                            : random.doubles(d).toArray())
                    .toList();
            double[][] covariance = process.covariance(points);

            for (int t = 0; t < 20; t++) {
                double[] weights = random.doubles(points.size(), -1, 1).toArray();
                double variance = 0;
                for (int i = 0; i < weights.length; i++) {
                    for (int j = 0; j < weights.length; j++) {
                        variance += weights[i] * weights[j] * covariance[i][j];
                    }
                }
                // rounding, as the prior's variance and what explains it are nearly the same
                assertThat(variance).isGreaterThan(-1e-9);
            }
        });
    }

    @Test
    void theOrderOfTheAxesDoesNotMatter() {
        Property.holds(40, random -> {
            int n = Property.between(random, 2, 20);
            int d = Property.between(random, 2, 6);
            Observations observations = observations(n, d, random);
            double[][] turned = IntStream.range(0, n).mapToObj(i -> rotated(observations.points()[i]))
                    .toArray(double[][]::new);
            double[] lengths = random.doubles(d, 0.1, 2).toArray();
            Additive additive = additive(random);
            GaussianProcess plain = GaussianProcess.of(observations,
                    new Hyperparameters(Kernel.MATERN, lengths, 1.3, 0.05, additive));
            GaussianProcess relabelled = GaussianProcess.of(
                    new Observations(turned, observations.values(), observations.variances()),
                    new Hyperparameters(Kernel.MATERN, rotated(lengths), 1.3, 0.05, additive));
            double[] x = random.doubles(d).toArray();

            assertThat(relabelled.at(rotated(x)).mean()).isCloseTo(plain.at(x).mean(), within(1e-9));
            assertThat(relabelled.at(rotated(x)).variance()).isCloseTo(plain.at(x).variance(), within(1e-9));
        });
    }

    @Test
    void theUnitAndTheZeroOfTheValuesDoNotMatter() {
        Property.holds(25, random -> {
            int n = Property.between(random, 3, 25);
            double factor = Property.between(random, 0.01, 100);
            double shift = Property.between(random, -100.0, 100);
            Observations observations = observations(n, 3, random);
            double[] values = IntStream.range(0, n).mapToDouble(i -> shift + factor * observations.values()[i])
                    .toArray();
            double[] variances = IntStream.range(0, n).mapToDouble(i -> factor * factor * observations.variances()[i])
                    .toArray();
            Surrogate plain = Surrogate.fit(observations);
            Surrogate changed = Surrogate.fit(new Observations(observations.points(), values, variances));
            double[] x = random.doubles(3).toArray();

            // the fits stop within their tolerance of one another, not at the same bits
            double spread = 0.02 * factor;
            assertThat(changed.estimate(x).mean()).isCloseTo(shift + factor * plain.estimate(x).mean(), within(spread));
            assertThat(changed.estimate(x).deviation()).isCloseTo(factor * plain.estimate(x).deviation(),
                    within(spread));
        });
    }

    private static GaussianProcess process(int n, int d, RandomGenerator random) {
        return GaussianProcess.of(observations(n, d, random),
                new Hyperparameters(kernel(random), random.doubles(d, 0.2, 3).toArray(), 0.5 + random.nextDouble(),
                        0.01, additive(random)));
    }

    private static Additive additive(RandomGenerator random) {
        return random.nextBoolean()
                ? Additive.NONE
                : new Additive(Property.between(random, 0.01, 0.95), Property.between(random, 0.5, 10));
    }

    private static Kernel kernel(RandomGenerator random) {
        return random.nextBoolean() ? Kernel.MATERN : Kernel.GAUSSIAN;
    }

    /** Every fourth point is there twice. */
    private static Observations observations(int n, int d, RandomGenerator random) {
        double[][] points = new double[n][];
        for (int i = 0; i < n; i++) {
            points[i] = i % 4 == 3 ? points[i - 1].clone() : random.doubles(d).toArray();
        }
        return new Observations(points, random.doubles(n, -1, 1).toArray(), random.doubles(n, 0, 0.1).toArray());
    }

    private static double[] moved(double[] x, int j, double by) {
        double[] moved = x.clone();
        moved[j] += by;
        return moved;
    }

    /** The last axis first. */
    private static double[] rotated(double[] x) {
        return IntStream.range(0, x.length).mapToDouble(j -> x[(j + x.length - 1) % x.length]).toArray();
    }
}
