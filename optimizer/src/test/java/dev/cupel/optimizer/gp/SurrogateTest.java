package dev.cupel.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.space.Sobol;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SurrogateTest {
    private static final int SEEDS = 10;

    /** Of ten axes, so many evaluations tell a sum over them from waves across them. */
    @Test
    void aSumOverTheAxesIsToldFromWaves() {
        ToDoubleFunction<double[]> sum = x -> Arrays.stream(x).map(v -> Math.sin(7 * v)).sum();
        ToDoubleFunction<double[]> waves = x -> Math.sin(3 * Arrays.stream(x).sum());

        assertThat(Surrogate.fitStraight(spread(sum)).process().hyperparameters().additive().share())
                .isGreaterThan(0.5);
        assertThat(Surrogate.fitStraight(spread(waves)).process().hyperparameters().additive())
                .isEqualTo(Additive.NONE);
    }

    private static Observations spread(ToDoubleFunction<double[]> function) {
        Random random = new Random(3);
        double[][] points = new double[80][];
        Arrays.setAll(points, i -> random.doubles(10).toArray());
        return new Observations(points, Arrays.stream(points).mapToDouble(function).toArray(), new double[80]);
    }

    /** Evenly spread points are far apart: that values differ may be noise, or a function that changes from each to the next. */
    @Test
    void noiseAsLargeAsTheFunctionIsNotTakenForShortDistances() {
        List<Surrogate> models = models(1);

        assertThat(models.stream().filter(Surrogate::exact).count()).isLessThan(SEEDS / 2);
        // of standardised values, half of whose variance is noise
        assertThat(models.stream().mapToDouble(SurrogateTest::noise).average().orElseThrow()).isBetween(0.2, 0.7);
        assertThat(models.stream().mapToDouble(SurrogateTest::regretOfTheHighestMean).average().orElseThrow())
                .isLessThan(
                        0.7 * models.stream().mapToDouble(SurrogateTest::regretOfTheLuckiest).average().orElseThrow());
    }

    @Test
    void noNoiseIsSeenWhereThereIsNone() {
        assertThat(models(0)).allSatisfy(model -> {
            assertThat(noise(model)).isLessThan(1e-3);
            assertThat(regretOfTheHighestMean(model)).isZero();
        });
    }

    private static double noise(Surrogate model) {
        return model.process().hyperparameters().noiseVariance();
    }

    private static double regretOfTheHighestMean(Surrogate model) {
        return regret(model, model.smoothed());
    }

    private static double regretOfTheLuckiest(Surrogate model) {
        return regret(model, model.observations().values());
    }

    /** Of the point that is the highest by some values. */
    private static double regret(Surrogate model, double[] values) {
        double[] bowl = bowl(model.observations().points());
        int highest = IntStream.range(0, values.length).reduce((a, b) -> values[b] > values[a] ? b : a).orElseThrow();
        return Arrays.stream(bowl).max().orElseThrow() - bowl[highest];
    }

    /** Of 60 values of a bowl on 5 axes, whose variance is 1, with noise of a standard deviation. */
    private static List<Surrogate> models(double deviation) {
        return IntStream.rangeClosed(1, SEEDS).mapToObj(seed -> {
            Sobol sobol = Sobol.scrambled(5, seed);
            double[][] points = IntStream.range(0, 60).mapToObj(_ -> sobol.next()).toArray(double[][]::new);
            Random random = new Random(seed);
            double[] values = Arrays.stream(bowl(points)).map(value -> value + deviation * random.nextGaussian())
                    .toArray();
            return Surrogate.fit(new Observations(points, values, new double[60]));
        }).toList();
    }

    private static double[] bowl(double[][] points) {
        double[] values = Arrays.stream(points)
                .mapToDouble(point -> -Arrays.stream(point).map(u -> (u - 0.3) * (u - 0.3)).sum()).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElseThrow();
        return Arrays.stream(values).map(value -> value / Math.sqrt(variance)).toArray();
    }
}
