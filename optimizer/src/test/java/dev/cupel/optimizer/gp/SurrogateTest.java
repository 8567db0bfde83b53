package dev.cupel.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.Property;
import dev.cupel.optimizer.space.Sobol;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        return valued(points, function);
    }

    private static Observations valued(double[][] points, ToDoubleFunction<double[]> function) {
        return new Observations(points, Arrays.stream(points).mapToDouble(function).toArray(),
                new double[points.length]);
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

    /** In a curved valley a few bad values reach much farther from the median than the good ones do. */
    @Test
    void theLowerHalfIsWarpedWhereItHasAHeavyTail() {
        Observations valley = observations(2, 30, x -> -Math.pow(3 * x[1] - 9 * x[0] * x[0], 2));
        Observations upsideDown = new Observations(valley.points(),
                Arrays.stream(valley.values()).map(value -> -value).toArray(), valley.variances());

        assertThat(warped(Surrogate.fit(valley))).isTrue();
        assertThat(warped(Surrogate.fitStraight(valley))).isFalse();
        assertThat(warped(Surrogate.fit(upsideDown))).isFalse();
        assertThat(OutputTransform.heavyTailed(valley.first(7).values())).isTrue();
        assertThat(warped(Surrogate.fit(valley.first(7)))).as("of so few, the median says nothing").isFalse();
        assertThat(warped(Surrogate.fit(valley.first(8)))).isTrue();
    }

    /** Each point is there twice, and which of its two values is bad is chance. */
    @Test
    void noiseIsNotWarped() {
        Random random = new Random(4);
        for (int i = 0; i < 5; i++) {
            double[][] once = points(3, 25);
            double[][] twice = Stream.concat(Arrays.stream(once), Arrays.stream(once)).toArray(double[][]::new);
            double[] values = Arrays.stream(twice).mapToDouble(x -> -x[0] - Math.exp(2 * random.nextGaussian()))
                    .toArray();

            assertThat(OutputTransform.heavyTailed(values)).isTrue();
            assertThat(warped(Surrogate.fit(new Observations(twice, values, new double[50])))).isFalse();
        }
    }

    /** The noise is little enough on fewer axes. */
    @Test
    void fromTenAxesOnOnlyExactValuesAreWarped() {
        for (int dimension : new int[]{9, 10}) {
            boolean few = dimension < 10;
            Random random = new Random(1);
            Observations exact = observations(dimension, 40, x -> -Math.exp(3 * x[0] + 3 * x[1]));
            Observations noisy = new Observations(exact.points(),
                    Arrays.stream(exact.values()).map(value -> value + 2 * random.nextGaussian()).toArray(),
                    new double[40]);
            double[] variances = new double[40];
            Arrays.fill(variances, 1e-9);

            assertThat(warped(Surrogate.fit(exact))).isTrue();
            assertThat(warped(Surrogate.fit(noisy))).isEqualTo(few);
            assertThat(warped(Surrogate.fit(new Observations(exact.points(), exact.values(), variances))))
                    .as("values of which the noise is known").isEqualTo(few);
        }
    }

    /** How bad the points far from the best one are tells of each axis by itself, if the function is a sum. */
    @Test
    void aSumOverTheAxesIsNotWarped() {
        double[][] points = searched(0.25);
        Observations sum = valued(points, x -> -Arrays.stream(x).map(u -> Math.pow(u - 0.5, 2)).sum());
        Observations valley = valued(points, x -> -Math.pow(3 * x[1] - 9 * x[0] * x[0], 2));

        assertThat(OutputTransform.heavyTailed(sum.values())).isTrue();
        assertThat(warped(Surrogate.fit(sum))).isFalse();
        assertThat(OutputTransform.heavyTailed(valley.values())).isTrue();
        assertThat(warped(Surrogate.fit(valley))).isTrue();
    }

    /** Beside the values far away, all those near the top are the same to a model of them as they are. */
    @Test
    void aSumThatIsBlindNearTheTopIsWarped() {
        double[][] points = searched(0.05);
        Observations steep = valued(points, x -> -Arrays.stream(x).map(u -> Math.pow(u - 0.5, 4)).sum());

        assertThat(Surrogate.fitStraight(steep).process().hyperparameters().additive().share()).isGreaterThan(0.5);
        assertThat(warped(Surrogate.fit(steep))).isTrue();
    }

    /** The values that are added have no heavy tail, and change the location and the scale of all. */
    @Test
    void aModelThatTakesInMoreKeepsItsWarp() {
        Observations valley = observations(2, 20, x -> -Math.pow(3 * x[1] - 9 * x[0] * x[0], 2));
        Observations more = joined(valley, observations(2, 60, x -> 300 * x[0]));
        double[] variances = new double[80];
        Arrays.fill(variances, 20, 80, 0.1);

        assertThat(OutputTransform.heavyTailed(more.values())).isFalse();
        for (Observations later : List.of(more, new Observations(more.points(), more.values(), variances))) {
            Surrogate ranked = Surrogate.fit(valley);
            assertThat(warped(ranked.extended(later.first(40)).extended(later))).isTrue();
            assertThat(warped(ranked.refined(later.first(40)).refined(later))).isTrue();
            assertThat(warped(Surrogate.fitStraight(valley).extended(later))).isFalse();
        }
    }

    /** With the hyperparameters of before: the factor of the covariance is extended, as nothing in it has changed. */
    @Test
    void anExtendedModelIsThatOfAllObservations() {
        Property.holds(12, random -> isThatOfAll(observations(random, _ -> 0), random));
    }

    /** The known variances are standardised with the values, and the scale changes: the covariance is another one. */
    @Test
    void soItIsWhereVariancesAreKnown() {
        Property.holds(10, random -> isThatOfAll(observations(random, _ -> random.nextDouble(0, 0.3)), random));
        // of those before, or of those that are added
        Property.holds(5, random -> isThatOfAll(observations(random, i -> i < 4 ? 0.2 : 0), random));
        Property.holds(5, random -> isThatOfAll(observations(random, i -> i < 30 ? 0 : 0.2), random));
    }

    private static Observations observations(RandomGenerator random, IntToDoubleFunction variance) {
        int d = Property.between(random, 1, 5);
        int n = 40;
        double[][] points = Stream.generate(() -> random.doubles(d).toArray()).limit(n).toArray(double[][]::new);
        double noise = random.nextInt(2) * 0.3;
        // the later ones are ten times as large
        double[] values = IntStream.range(0, n).mapToDouble(i -> (i < 20 ? 1 : 10)
                * (Math.sin(4 * points[i][0]) + noise * random.nextGaussian())).toArray();
        return new Observations(points, values, IntStream.range(0, n).mapToDouble(variance).toArray());
    }

    private static void isThatOfAll(Observations all, RandomGenerator random) {
        Surrogate first = Surrogate.fitStraight(all.first(Property.between(random, 10, all.count())));
        OutputTransform transform = OutputTransform.standard(all.values());
        GaussianProcess whole = GaussianProcess.of(new Observations(all.points(), transform.forward(all.values()),
                transform.forwardVariances(all.variances())), first.process().hyperparameters());

        Surrogate extended = first.extended(all);

        // the entries of the inverse are up to 1/σ²: where hardly any noise is found, as many digits are lost, here and there
        double tolerance = 1e-12 / noise(first);
        for (int i = 0; i < 10; i++) {
            double[] x = random.doubles(all.dimension()).toArray();
            GaussianProcess.Prediction expected = whole.at(x);
            assertThat(extended.estimate(x).mean()).isCloseTo(transform.inverse(expected.mean()),
                    within(tolerance * transform.scale()));
            assertThat(extended.process().at(x).variance()).isCloseTo(expected.variance(), within(tolerance));
        }
    }

    private static Observations joined(Observations first, Observations second) {
        return new Observations(
                Stream.concat(Arrays.stream(first.points()), Arrays.stream(second.points())).toArray(double[][]::new),
                DoubleStream.concat(Arrays.stream(first.values()), Arrays.stream(second.values())).toArray(),
                DoubleStream.concat(Arrays.stream(first.variances()), Arrays.stream(second.variances())).toArray());
    }

    /** Whether the worst value became what a warp makes of it. */
    private static boolean warped(Surrogate model) {
        double[] values = model.observations().values();
        double[] worst = {Arrays.stream(values).min().orElseThrow()};
        double straight = OutputTransform.standard(values).forward(worst)[0];
        double ranked = OutputTransform.halfRank(values).forward(worst)[0];
        double found = model.standardised(worst[0]);
        assertThat(found).isIn(straight, ranked);
        assertThat(straight).isNotEqualTo(ranked);
        return found == ranked;
    }

    private static Observations observations(int dimension, int count, ToDoubleFunction<double[]> value) {
        return valued(points(dimension, count), value);
    }

    private static double[][] points(int dimension, int count) {
        Sobol sobol = Sobol.scrambled(dimension, 1);
        return IntStream.range(0, count).mapToObj(_ -> sobol.next()).toArray(double[][]::new);
    }

    /** On ten axes; two of three points are near the middle, at a part of their distance. */
    private static double[][] searched(double part) {
        double[][] points = points(10, 80);
        for (int i = 0; i < points.length; i++) {
            double distance = i % 3 == 0 ? 1 : part;
            points[i] = Arrays.stream(points[i]).map(u -> 0.5 + distance * (u - 0.5)).toArray();
        }
        return points;
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
