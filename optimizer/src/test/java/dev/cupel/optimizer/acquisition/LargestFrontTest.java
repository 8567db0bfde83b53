package dev.cupel.optimizer.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.gp.Observations;
import dev.cupel.optimizer.gp.Surrogate;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The first coordinate trades one objective for the other, and a high second one is bad for both: the front is where that is 0. */
class LargestFrontTest {
    private static final ToDoubleFunction<double[]> FIRST = x -> x[0] - x[1];
    private static final ToDoubleFunction<double[]> SECOND = x -> -x[0] * x[0] - x[1];

    @Test
    void theFrontIsFirstAndIsWhatIsGood() {
        List<double[]> points = points(0, 1, 30);

        Aim aim = aim(surrogates(points, 1), points, List.of(), false);

        List<double[]> front = points.stream().filter(x -> points.stream().noneMatch(other -> dominates(other, x)))
                .toList();
        assertThat(front).hasSizeBetween(2, 28);
        assertThat(aim.good()).isEqualTo(front.size());
        assertThat(aim.evaluated().subList(0, front.size())).containsExactlyElementsOf(front);
        assertThat(aim.evaluated()).containsExactlyInAnyOrderElementsOf(points);
    }

    @Test
    void whatWouldBeOnTheFrontIsWantedAndWhatIsBehindItIsNot() {
        List<double[]> points = points(0, 1, 12);
        Merit merit = aim(surrogates(points, 1), points, List.of(), false).merit();

        for (double u = 0.1; u < 0.95; u += 0.1) {
            assertThat(merit.at(new double[]{u, 0})).isGreaterThan(-8);
            assertThat(merit.at(new double[]{u, 0.9})).isLessThan(-20);
        }
    }

    @Test
    void nothingMoreIsExpectedWhereAPointIsBeingEvaluated() {
        List<double[]> points = points(0, 1, 12);
        Surrogates surrogates = surrogates(points, 1);
        List<double[]> pending = List.of(new double[]{0.35, 0}, new double[]{0.6, 0});

        Merit before = aim(surrogates, points, List.of(), false).merit();
        Merit after = aim(surrogates, points, pending, false).merit();

        for (double[] point : pending) {
            assertThat(after.at(point)).isLessThan(before.at(point) - 2);
        }
    }

    @Test
    void whatIsBelowTheReferenceIsOfNoUse() {
        List<double[]> points = points(0, 1, 12);
        Surrogates surrogates = surrogates(points, 1);
        Merit merit = new LargestFront(surrogates, points, List.of(0.6, -2.0), false).aim(List.of()).merit();

        assertThat(merit.at(new double[]{0.9, 0})).isGreaterThan(-8);
        assertThat(merit.at(new double[]{0.3, 0})).isLessThan(-20);
    }

    /** It is in the units of the objectives; a power of two is not rounded. */
    @Test
    void theUnitOfAnObjectiveDoesNotMatter() {
        List<double[]> points = points(0, 1, 12);
        Merit plain = new LargestFront(surrogates(points, 1), points, List.of(0.2, -1.0), false).aim(List.of()).merit();

        Merit changed = new LargestFront(surrogates(points, 1024), points, List.of(204.8, -1.0), false).aim(List.of())
                .merit();

        for (double u = 0.05; u < 1; u += 0.1) {
            double[] x = {u, 0.1};
            assertThat(changed.at(x)).isCloseTo(plain.at(x), within(1e-9));
        }
    }

    /** Nothing was evaluated near the ends. */
    @Test
    void aLongerFrontIsWantedOnlyIfItIsAskedFor() {
        List<double[]> points = points(0.35, 0.6, 12);
        Surrogates surrogates = surrogates(points, 1);
        double[] end = {0.95, 0};

        assertThat(aim(surrogates, points, List.of(), false).merit().at(end)).isLessThan(-20);
        assertThat(aim(surrogates, points, List.of(), true).merit().at(end)).isGreaterThan(-2);
    }

    @Test
    void whatBreaksALimitIsNotOnTheFront() {
        List<double[]> points = points(0, 1, 30);
        Surrogate measure = surrogate(points, x -> x[0], 0);
        Surrogates surrogates = new Surrogates(surrogates(points, 1).objectives(),
                List.of(new Surrogates.Limited(measure, Double.NEGATIVE_INFINITY, 0.5)));

        Aim aim = aim(surrogates, points, List.of(), false);

        List<double[]> holding = points.stream().filter(x -> x[0] <= 0.5).toList();
        assertThat(aim.evaluated().subList(0, aim.good())).containsExactlyElementsOf(holding.stream()
                .filter(x -> holding.stream().noneMatch(other -> dominates(other, x))).toList());
        assertThat(aim.merit().at(new double[]{0.4, 0})).isGreaterThan(-8);
        assertThat(aim.merit().at(new double[]{0.7, 0})).isLessThan(-20);
    }

    @Test
    void asLongAsTheLimitHoldsNowhereAPlaceWhereItDoesIsSought() {
        List<double[]> points = points(0, 1, 30);
        Surrogate measure = surrogate(points, x -> x[0] + x[1], 0.01);
        double least = points.stream().mapToDouble(x -> x[0] + x[1]).min().orElseThrow();
        Surrogates surrogates = new Surrogates(surrogates(points, 1).objectives(),
                List.of(new Surrogates.Limited(measure, Double.NEGATIVE_INFINITY, least - 0.1)));

        Aim aim = aim(surrogates, points, List.of(), false);

        assertThat(aim.good()).isEqualTo(1);
        assertThat(aim.evaluated().getFirst())
                .isEqualTo(points.stream().min(Comparator.comparingDouble(x -> x[0] + x[1])).orElseThrow());
        for (double[] x : points) {
            assertThat(aim.merit().at(x)).isEqualTo(surrogates.feasibility().at(x));
        }
    }

    private static Aim aim(Surrogates surrogates, List<double[]> points, List<double[]> pending, boolean wide) {
        return new LargestFront(surrogates, points, List.of(), wide).aim(pending);
    }

    private static boolean dominates(double[] a, double[] b) {
        double first = FIRST.applyAsDouble(a) - FIRST.applyAsDouble(b);
        double second = SECOND.applyAsDouble(a) - SECOND.applyAsDouble(b);
        return Math.min(first, second) >= 0 && Math.max(first, second) > 0;
    }

    private static Surrogates surrogates(List<double[]> points, double unit) {
        return new Surrogates(List.of(surrogate(points, x -> unit * FIRST.applyAsDouble(x), 0),
                surrogate(points, SECOND, 0)), List.of());
    }

    private static Surrogate surrogate(List<double[]> points, ToDoubleFunction<double[]> value, double variance) {
        return Surrogate.fitStraight(new Observations(points.toArray(double[][]::new),
                points.stream().mapToDouble(value).toArray(), points.stream().mapToDouble(_ -> variance).toArray()));
    }

    /** Their first coordinate is within a range. */
    private static List<double[]> points(double low, double high, int count) {
        RandomGenerator random = new SplittableRandom(1);
        return Stream.generate(() -> new double[]{low + (high - low) * random.nextDouble(), random.nextDouble()})
                .limit(count).toList();
    }
}
