package dev.cupel.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LengthScalePriorTest {

    /** -ln ∫ exp(-½(m - c)²/3) Π_j 1/(1 + ((ln ℓ_j - m)/0.8)²) dm with c = √2 + ½ ln D - 3, in steps a fiftieth as long and over all that counts. */
    private static double integral(double... logarithms) {
        double centre = Math.sqrt(2) + 0.5 * Math.log(logarithms.length) - 3;
        double step = 1e-3;
        double sum = IntStream.rangeClosed(-20_000, 20_000).mapToDouble(i -> {
            double m = centre + i * step;
            double normal = Math.exp(-Math.pow(m - centre, 2) / 6);
            return Arrays.stream(logarithms).reduce(normal, (product, t) -> product / (1 + Math.pow((t - m) / 0.8, 2)));
        }).sum();
        return -Math.log(sum * step);
    }

    private static double at(double[] logarithms) {
        return new LengthScalePrior(logarithms.length).addTo(logarithms, new double[logarithms.length]);
    }

    /** As after a search: about the same, but some are ten or a hundred times as long. */
    private static double[] logarithms(int dimension, int seed) {
        Random random = new Random(seed);
        return random.doubles(dimension, -1, 1).map(t -> random.nextInt(3) == 0 ? t + 4 : t).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 30, 64})
    void theSumIsTheIntegral(int dimension) {
        for (int seed = 0; seed < 10; seed++) {
            double[] logarithms = logarithms(dimension, seed);
            assertThat(at(logarithms)).isCloseTo(integral(logarithms), within(1e-3));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 30, 64})
    void theSumIsTheIntegralWhereAllAreAlike(int dimension) {
        double[] logarithms = DoubleStream.generate(() -> 0.7).limit(dimension).toArray();

        assertThat(at(logarithms)).isCloseTo(integral(logarithms), within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 30, 64})
    void derivativesAreThoseOfFiniteDifferences(int dimension) {
        double[] logarithms = logarithms(dimension, 1);
        double[] gradient = new double[dimension + 2];
        new LengthScalePrior(dimension).addTo(Arrays.copyOf(logarithms, dimension + 2), gradient);

        double h = 1e-5;
        for (int j = 0; j < dimension; j++) {
            double[] more = logarithms.clone();
            double[] less = logarithms.clone();
            more[j] += h;
            less[j] -= h;
            assertThat(gradient[j]).isCloseTo((at(more) - at(less)) / (2 * h), within(1e-6));
        }
        assertThat(gradient).endsWith(0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 30, 64})
    void theModeIsTheMostProbable(int dimension) {
        double[] mode = new double[dimension];
        Arrays.fill(mode, Math.log(new LengthScalePrior(dimension).mode()));
        Random random = new Random(1);

        for (int i = 0; i < 100; i++) {
            double[] other = Arrays.stream(mode).map(t -> t + random.nextGaussian()).toArray();
            assertThat(at(mode)).isLessThan(at(other));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 30})
    void allLongerTogetherCostLittleAndOneByItselfNoMoreThanAFew(int dimension) {
        double[] alike = new double[dimension];
        double[] all = DoubleStream.generate(() -> 1.5).limit(dimension).toArray();
        double[] one = new double[dimension];
        one[0] = 5;

        assertThat(at(all) - at(alike)).isLessThan(1.5);
        assertThat(at(one) - at(alike)).isBetween(2.0, 4.0);
    }
}
