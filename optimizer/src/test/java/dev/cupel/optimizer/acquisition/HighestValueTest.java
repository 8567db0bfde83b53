package dev.cupel.optimizer.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.Property;
import dev.cupel.optimizer.gp.GaussianProcess;
import dev.cupel.optimizer.gp.Observations;
import dev.cupel.optimizer.gp.Surrogate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HighestValueTest {

    @Test
    void exactValuesAreComparedWithTheHighestOfThem() {
        Property.holds(5, random -> {
            List<double[]> points = points(20, random);
            Surrogate surrogate = bowl(points, 0);

            Aim aim = aim(surrogate, points, List.of());

            assertThat(surrogate.exact()).isTrue();
            for (double[] x : points(20, random)) {
                assertThat(aim.merit().at(x)).isCloseTo(certain(surrogate).at(x), within(1e-9));
            }
        });
    }

    /** By its definition: the values there and at all evaluated points are drawn together. Of 32 draws a fifth is chance. */
    @Test
    void underNoiseTheImprovementIsOverDrawnIncumbents() {
        List<Double> differences = new ArrayList<>();
        Property.holds(6, random -> {
            List<double[]> points = points(6, random);
            Surrogate surrogate = bowl(points, 0.02);
            Aim aim = aim(surrogate, points, List.of());

            assertThat(surrogate.exact()).isFalse();
            for (double[] x : points(4, random)) {
                differences.add(aim.merit().at(x) - Math.log(improvement(surrogate.process(), points, x, random)));
            }
        });

        assertThat(differences).allMatch(difference -> Math.abs(difference) < 0.4);
        assertThat(differences.stream().mapToDouble(difference -> difference).average().orElseThrow())
                .isCloseTo(0, within(0.1));
    }

    /** It shares in most of what is not known of the best point, and cannot be higher by that. */
    @Test
    void underNoiseLittleIsExpectedBesideTheBestPoint() {
        Property.holds(5, random -> {
            List<double[]> points = points(40, random);
            Surrogate surrogate = bowl(points, 0.02);

            Aim aim = aim(surrogate, points, List.of());

            double[] beside = Arrays.stream(aim.evaluated().getFirst()).map(u -> u + 0.003).toArray();
            assertThat(aim.merit().at(beside)).isLessThan(certain(surrogate).at(beside) - 1);
        });
    }

    @Test
    void theEvaluatedPointsAreOrderedByWhatIsExpectedAndATwentiethIsGood() {
        List<double[]> points = points(41, new SplittableRandom(1));
        Surrogate surrogate = bowl(points, 0.02);

        Aim aim = aim(surrogate, points, List.of());

        assertThat(aim.good()).isEqualTo(3);
        assertThat(aim.evaluated()).hasSize(41).containsExactlyInAnyOrderElementsOf(points)
                .isSortedAccordingTo(Comparator.comparingDouble(point -> -surrogate.process().at(point).mean()));
        assertThat(aim(bowl(points.subList(0, 5), 0), points.subList(0, 5), List.of()).good()).isEqualTo(1);
    }

    @Test
    void nothingMoreIsExpectedWhereAPointIsBeingEvaluated() {
        RandomGenerator random = new SplittableRandom(2);
        List<double[]> points = points(12, random);
        List<double[]> pending = points(40, random);
        Surrogate surrogate = bowl(points, 0);

        isLessWanted(pending.subList(0, 5), aim(surrogate, points, List.of()),
                aim(surrogate, points, pending.subList(0, 5)));
        // the values of 32 are drawn, the others are taken to be what is expected
        isLessWanted(pending.subList(32, 40), aim(surrogate, points, pending.subList(0, 32)),
                aim(surrogate, points, pending));
    }

    private static void isLessWanted(List<double[]> pending, Aim before, Aim after) {
        for (double[] point : pending) {
            assertThat(after.merit().at(point)).isLessThan(before.merit().at(point) - 2);
        }
    }

    /** The higher values are where the measure is above what it may be. */
    @Test
    void whatBreaksALimitIsNoIncumbent() {
        List<double[]> points = points(30, new SplittableRandom(3));
        Surrogate objective = surrogate(points, x -> x[0], 0);
        Surrogate measure = surrogate(points, x -> x[0] + x[1], 0);
        double highest = points.stream().filter(x -> x[0] + x[1] <= 0.8).mapToDouble(x -> x[0]).max().orElseThrow();

        Aim aim = new HighestValue(new Surrogates(List.of(objective), List.of(atMost(measure, 0.8))), points)
                .aim(List.of());

        assertThat(aim.evaluated().getFirst()[0]).isEqualTo(highest);
        // the limit holds at both, and only one of them is higher than the incumbent
        assertThat(aim.merit().at(new double[]{highest + 0.05, 0})).isGreaterThan(-4);
        assertThat(aim.merit().at(new double[]{highest - 0.1, 0})).isLessThan(-20);
        assertThat(aim.merit().at(new double[]{0.9, 0.3})).isLessThan(-20);
    }

    @Test
    void asLongAsTheLimitHoldsNowhereAPlaceWhereItDoesIsSought() {
        List<double[]> points = points(30, new SplittableRandom(4));
        Surrogate measure = surrogate(points, x -> x[0] + x[1], 0.01);
        Surrogates surrogates = new Surrogates(List.of(surrogate(points, x -> x[0], 0)), List.of(atMost(measure, 0.2)));

        Aim aim = new HighestValue(surrogates, points).aim(List.of());

        assertThat(aim.evaluated().getFirst())
                .isEqualTo(points.stream().min(Comparator.comparingDouble(x -> x[0] + x[1])).orElseThrow());
        for (double[] x : points) {
            assertThat(aim.merit().at(x)).isEqualTo(surrogates.feasibility().at(x));
        }
    }

    /** The second feature tells the searches apart: nothing of this one was measured, so what is expected here counts. */
    @Test
    void ofAnEarlierSearchTheHighestExpectedValueIsTheIncumbent() {
        List<double[]> earlier = points(20, new SplittableRandom(5)).stream().map(x -> new double[]{x[0], 0}).toList();
        List<double[]> here = earlier.stream().map(x -> new double[]{x[0], 1}).toList();
        Surrogate surrogate = surrogate(earlier, x -> -Math.abs(x[0] - 0.4), 0.001);
        double highest = here.stream().mapToDouble(x -> surrogate.process().at(x).mean()).max().orElseThrow();

        Aim aim = aim(surrogate, here, List.of());

        for (double u : new double[]{0.1, 0.4, 0.7}) {
            double[] x = {u, 1};
            assertThat(aim.merit().at(x)).isCloseTo(certain(surrogate, highest).at(x), within(1e-9));
        }
    }

    /** What was measured here is far below it. */
    @Test
    void itIsNotForgottenWhenThisSearchHasBegun() {
        List<double[]> earlier = points(20, new SplittableRandom(5)).stream().map(x -> new double[]{x[0], 0}).toList();
        List<double[]> here = List.of(new double[]{0.9, 1}, new double[]{0.95, 1}, new double[]{1, 1});
        List<double[]> all = Stream.concat(earlier.stream(), here.stream()).toList();
        List<double[]> allHere = all.stream().map(x -> new double[]{x[0], 1}).toList();
        Surrogate surrogate = surrogate(all, x -> -Math.abs(x[0] - 0.4), 0.001);
        double highest = allHere.stream().mapToDouble(x -> surrogate.process().at(x).mean()).max().orElseThrow();

        Merit merit = aim(surrogate, allHere, List.of()).merit();

        for (double u : new double[]{0.1, 0.4}) {
            double[] x = {u, 1};
            assertThat(merit.at(x)).isCloseTo(certain(surrogate, highest).at(x), within(0.1));
        }
    }

    /** The mean of how far a drawn value is above the highest of the others. */
    private static double improvement(GaussianProcess process, List<double[]> points, double[] x,
            RandomGenerator random) {
        List<double[]> all = new ArrayList<>(points);
        all.add(x);
        double[] means = all.stream().mapToDouble(point -> process.at(point).mean()).toArray();
        double[][] root = root(process.covariance(all));
        int draws = 20_000;
        double sum = 0;
        for (int s = 0; s < draws; s++) {
            double[] values = means.clone();
            double[] normals = Stream.generate(random::nextGaussian).limit(means.length).mapToDouble(z -> z).toArray();
            for (int i = 0; i < values.length; i++) {
                for (int k = 0; k <= i; k++) {
                    values[i] += root[i][k] * normals[k];
                }
            }
            double best = Arrays.stream(values).limit(points.size()).max().orElseThrow();
            sum += Math.max(0, values[points.size()] - best) / draws;
        }
        return sum;
    }

    /** Cholesky's. */
    private static double[][] root(double[][] covariance) {
        int n = covariance.length;
        double[][] l = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double v = covariance[i][j];
                for (int k = 0; k < j; k++) {
                    v -= l[i][k] * l[j][k];
                }
                l[i][j] = i == j ? Math.sqrt(Math.max(v, 0)) : l[j][j] > 0 ? v / l[j][j] : 0;
            }
        }
        return l;
    }

    /** Over the highest expected value, as if that were known. */
    private static Merit certain(Surrogate surrogate) {
        return certain(surrogate, Arrays.stream(surrogate.smoothed()).max().orElseThrow());
    }

    private static Merit certain(Surrogate surrogate, double incumbent) {
        return new LogExpectedImprovement(surrogate.process().drawn(List.of(), new double[1][0]),
                new double[]{incumbent});
    }

    private static Aim aim(Surrogate surrogate, List<double[]> points, List<double[]> pending) {
        return new HighestValue(new Surrogates(List.of(surrogate), List.of()), points).aim(pending);
    }

    private static Surrogate bowl(List<double[]> points, double variance) {
        RandomGenerator random = new SplittableRandom(points.size());
        return surrogate(points, x -> -Arrays.stream(x).map(u -> (u - 0.4) * (u - 0.4)).sum()
                + Math.sqrt(variance) * random.nextGaussian(), variance);
    }

    private static Surrogate surrogate(List<double[]> points, ToDoubleFunction<double[]> value, double variance) {
        return Surrogate.fitStraight(new Observations(points.toArray(double[][]::new),
                points.stream().mapToDouble(value).toArray(),
                IntStream.range(0, points.size()).mapToDouble(_ -> variance).toArray()));
    }

    private static Surrogates.Limited atMost(Surrogate measure, double most) {
        return new Surrogates.Limited(measure, Double.NEGATIVE_INFINITY, most);
    }

    private static List<double[]> points(int count, RandomGenerator random) {
        return Stream.generate(() -> random.doubles(2).toArray()).limit(count).toList();
    }
}
