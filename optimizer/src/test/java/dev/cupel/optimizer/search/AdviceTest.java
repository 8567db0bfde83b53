package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a search makes of what is known before it begins. */
class AdviceTest {
    private static final int AXES = 8;
    private static final Space SPACE = new Space(
            IntStream.range(0, AXES).mapToObj(j -> Axis.linear("x" + j, 0, 1)).toList());

    /** The earlier search had its best point elsewhere, and somewhat other values. */
    @Test
    void anEarlierSearchOfSomethingSimilarIsAHeadStart() {
        double warm = median(seed -> regret(new Advice(List.of(), earlier(seed)), seed, 12));
        double cold = median(seed -> regret(Advice.NONE, seed, 12));

        assertThat(warm).isLessThan(0.5 * cold);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void trialsOfTheEarlierSearchAreNeverRecommended(Method method) {
        Searcher searcher = Searcher.create(SPACE, new SearchSettings(1, 6, method),
                new Advice(List.of(), earlier(1)));

        assertThatThrownBy(searcher::recommend).isInstanceOf(SearchException.class);
        Proposal first = searcher.ask();
        searcher.tell(first.index(), value(first.point()));

        assertThat(first.index()).isZero();
        assertThat(searcher.recommend().index()).isZero();
    }

    @Test
    void aRightBeliefIsAHeadStart() {
        List<Belief> right = SPACE.axes().stream().map(axis -> (Belief) new Belief.Near(axis.name(), 0.35, 0.1))
                .toList();
        double believed = median(seed -> regret(new Advice(right, List.of()), seed, 12));
        double plain = median(seed -> regret(Advice.NONE, seed, 12));

        assertThat(believed).isLessThan(0.5 * plain);
    }

    /** The best point is a slow wave over twelve axes. Of 20 seeds the mean was a tenth of that without the belief. */
    @Test
    void thatNeighboursDifferLittleIsAHeadStartWhereTheBestIsASmoothCurve() {
        Space twelve = new Space(IntStream.range(0, 12).mapToObj(j -> Axis.linear("x" + j, 0, 1)).toList());
        ToDoubleFunction<double[]> value = point -> -IntStream.range(0, 12)
                .mapToDouble(j -> Math.pow(point[j] - 0.5 - 0.4 * Math.cos(Math.PI * j / 11), 2)).sum();
        Advice smooth = new Advice(List.of(new Belief.Smooth(twelve.axes().stream().map(Axis::name).toList(), 0.1)),
                List.of());

        double believed = mean(seed -> regret(twelve, value, smooth, seed, 18));
        double plain = mean(seed -> regret(twelve, value, Advice.NONE, seed, 18));

        assertThat(believed).isLessThan(0.3 * plain);
    }

    @Test
    void aWrongBeliefIsOvercome() {
        List<Belief> wrong = SPACE.axes().stream().map(axis -> (Belief) new Belief.Near(axis.name(), 0.8, 0.1))
                .toList();

        assertThat(median(seed -> regret(new Advice(wrong, List.of()), seed, 80))).isLessThan(0.02);
    }

    @Test
    void theFirstPointIsTheCentreOfWhatIsBelieved() {
        Space space = Space.of(Axis.choice("k", "a", "b"));
        Advice twice = new Advice(List.of(new Belief.Weights("k", List.of(2.0, 1.0))), List.of());

        assertThat(Searcher.create(space, SearchSettings.bayesian(1, 6), twice).ask().values()).containsEntry("k", 0.0);
    }

    /** Of every second point a belief draws the choice; an option that is a ninth as likely comes as often as that. */
    @Test
    void initialPointsHaveAnOptionAsOftenAsItIsBelieved() {
        Space space = Space.of(Axis.choice("k", "a", "b"), Axis.linear("x", 0, 1));
        Advice advice = new Advice(List.of(new Belief.Weights("k", List.of(9.0, 1.0))), List.of());
        Searcher searcher = Searcher.create(space, SearchSettings.bayesian(1, 400), advice);
        long unlikely = IntStream.range(0, 400).mapToObj(_ -> searcher.ask())
                .filter(proposal -> proposal.index() % 2 == 0 && proposal.values().get("k") == 1).count();

        assertThat(unlikely).isBetween(15L, 25L);
    }

    @Test
    void whatWasBestInAnEarlierSearchIsMeasuredInThisOneToo() {
        Space space = Space.of(Axis.whole("n", 0, 11));
        List<Advice.Earlier> earlier = IntStream.rangeClosed(0, 11).filter(n -> n != 3 && n != 9)
                .mapToObj(n -> new Advice.Earlier(space.point(Map.of("n", (double) n)), Outcome.of(-Math.abs(n - 6))))
                .toList();
        Searcher searcher = Searcher.create(space, SearchSettings.bayesian(1, 4), new Advice(List.of(), earlier));

        List<Double> asked = IntStream.range(0, 4).mapToObj(_ -> {
            Proposal proposal = searcher.ask();
            double n = proposal.values().get("n");
            searcher.tell(proposal.index(), -Math.abs(n - 6));
            return n;
        }).toList();

        assertThat(asked).contains(6.0).doesNotHaveDuplicates();
    }

    @Test
    void aSearchThatKnowsOnlyAnEarlierOneMayMeasureAgain() {
        RandomGenerator random = new Random(1);
        List<Advice.Earlier> noisy = earlier(1).stream().filter(one -> one.outcome() instanceof Outcome.Measured)
                .map(one -> new Advice.Earlier(one.point(),
                        Outcome.of(value(one.point(), 0.4) + random.nextGaussian(0, 0.2), 0.04)))
                .toList();
        Searcher searcher = Searcher.create(SPACE, SearchSettings.bayesian(1, 6).replicating(),
                new Advice(List.of(), noisy));

        List<Origin> origins = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Proposal proposal = searcher.ask();
            origins.add(proposal.origin());
            searcher.tell(i, i == 0
                    ? Outcome.failed()
                    : Outcome.of(value(proposal.point(), 0.4) + random.nextGaussian(0, 0.2), 0.04));
        }

        assertThat(origins).containsOnly(Origin.ACQUISITION, Origin.REPLICATION).contains(Origin.REPLICATION);
    }

    @Test
    void anEarlierSearchThatMisleadsDoesNotSpoilAnother() {
        LongToDoubleFunction apart = seed -> regret(
                Advice.of(List.of(), List.of(earlier(seed, 0.3), earlier(seed, 0.8))),
                seed, 4);
        LongToDoubleFunction mixed = seed -> regret(new Advice(List.of(),
                Stream.concat(earlier(seed, 0.3).stream(), earlier(seed, 0.8).stream()).toList()), seed, 4);

        assertThat(median(apart)).isLessThan(median(mixed) / 4);
    }

    @Test
    void theBestIsTakenAgainWhereEverythingWasMeasured() {
        Space space = Space.of(Axis.choice("k", "a", "b", "c", "d"));
        Searcher searcher = Searcher.create(space, SearchSettings.bayesian(1, 2));
        double[] values = {1, 2, 9, 3};
        List<Double> asked = IntStream.range(0, 12).mapToObj(_ -> {
            Proposal proposal = searcher.ask();
            double k = proposal.values().get("k");
            searcher.tell(proposal.index(), values[(int) k]);
            return k;
        }).toList();

        assertThat(asked.subList(0, 4)).containsExactlyInAnyOrder(0.0, 1.0, 2.0, 3.0);
        assertThat(asked.subList(4, 12)).containsOnly(2.0);
    }

    /** An earlier search that knew nothing of a limit: what it measured counts all the same. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void anEarlierSearchNeedNotTellWhatHasALimitNow(Method method) {
        Goal within = Goal.within(Limit.atLeast("broken", 1));
        Searcher searcher = Searcher.create(SPACE, new SearchSettings(1, 6, method).towards(within),
                new Advice(List.of(), earlier(1)));

        for (int i = 0; i < 8; i++) {
            Proposal proposal = searcher.ask();
            double value = value(proposal.point());
            searcher.tell(proposal.index(), Outcome.of(value, 0, Map.of("broken", 1 + proposal.point()[0] - 0.2)));
        }
        Recommendation best = searcher.recommend();

        assertThat(best.point()[0]).isGreaterThanOrEqualTo(0.19);
        Proposal next = searcher.ask();
        assertThatThrownBy(() -> searcher.tell(next.index(), 1)).hasMessageContaining("[broken]");
    }

    private static double regret(Advice advice, long seed, int trials) {
        return regret(SPACE, AdviceTest::value, advice, seed, trials);
    }

    private static double regret(Space space, ToDoubleFunction<double[]> function, Advice advice, long seed,
            int trials) {
        Searcher searcher = Searcher.create(space, SearchSettings.bayesian(seed, 6), advice);
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < trials; i++) {
            Proposal proposal = searcher.ask();
            double value = function.applyAsDouble(proposal.point());
            searcher.tell(proposal.index(), value);
            best = Math.max(best, value);
        }
        return -best;
    }

    private static List<Advice.Earlier> earlier(long seed) {
        return earlier(seed, 0.4);
    }

    /** A search for the centre of another sphere. */
    private static List<Advice.Earlier> earlier(long seed, double centre) {
        Searcher searcher = Searcher.create(SPACE, SearchSettings.bayesian(100 + seed, 6));
        List<Advice.Earlier> earlier = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Proposal proposal = searcher.ask();
            Outcome outcome = i % 10 == 3 ? Outcome.failed() : Outcome.of(0.1 + 1.2 * value(proposal.point(), centre));
            searcher.tell(proposal.index(), outcome);
            earlier.add(new Advice.Earlier(proposal.point(), outcome));
        }
        return earlier;
    }

    private static double value(double[] point) {
        return value(point, 0.3);
    }

    /** A sphere. */
    private static double value(double[] point, double centre) {
        return -Arrays.stream(point).map(u -> (u - centre) * (u - centre)).sum();
    }

    private static double mean(LongToDoubleFunction regret) {
        return LongStream.rangeClosed(1, 7).mapToDouble(regret).average().orElseThrow();
    }

    private static double median(LongToDoubleFunction regret) {
        return IntStream.rangeClosed(1, 5).mapToDouble(regret::applyAsDouble).sorted().toArray()[2];
    }
}
