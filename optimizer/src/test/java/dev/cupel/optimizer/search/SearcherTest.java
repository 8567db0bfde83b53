package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Condition;
import dev.cupel.optimizer.space.Constraint;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.space.Scale;
import dev.cupel.optimizer.space.Space;
import dev.cupel.optimizer.space.WholeAxis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every searcher, on every kind of space. */
class SearcherTest {
    private static final Space FIVE = new Space(
            IntStream.range(0, 5).mapToObj(j -> Axis.linear("x" + j, -1, 2)).toList());
    private static final Space MIXED = new Space(
            List.of(Axis.linear("x", 0, 1), Axis.log("rate", 1e-4, 1), Axis.whole("n", 1, 8),
                    Axis.choice("method", "a", "b", "c"), Axis.linear("gain", -1, 1)),
            List.of(new Condition("gain", "method", Set.of(1.0, 2.0))), List.of());
    private static final Space SUM = new Space(IntStream.range(0, 4).mapToObj(j -> Axis.linear("w" + j, 0, 1)).toList(),
            List.of(), List.of(new Constraint(Map.of("w0", 1.0, "w1", 1.0, "w2", 1.0, "w3", 1.0), 1, 1),
                    new Constraint(Map.of("w0", 1.0, "w1", -1.0), 0, Double.POSITIVE_INFINITY)));
    private static final Space FEW = Space.of(Axis.whole("n", 0, 4), Axis.choice("c", "a", "b"));

    static Stream<Arguments> everywhere() {
        Map<String, Space> spaces = Map.of("five", FIVE, "mixed", MIXED, "sum", SUM);
        return Arrays.stream(Method.values())
                .flatMap(method -> spaces.entrySet().stream().sorted(Map.Entry.comparingByKey())
                        .map(space -> Arguments.of(method, space.getKey(), space.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everywhere")
    void everyProposalIsAPointOfTheSpaceAndNew(Method method, String name, Space space) {
        List<Proposal> proposals = run(searcher(method, space, 3), 30);

        for (Proposal proposal : proposals) {
            double[] point = proposal.point();
            assertThat(Arrays.stream(point)).allMatch(u -> u >= 0 && u <= 1);
            assertThat(space.snapped(point)).isEqualTo(point);
            assertThat(space.feasible(point)).isTrue();
            assertThat(space.values(point)).isEqualTo(proposal.values());
            assertThat(proposals).filteredOn(other -> other != proposal)
                    .noneMatch(other -> Arrays.equals(other.point(), point));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everywhere")
    void theSameSeedGivesTheSameBits(Method method, String name, Space space) {
        double[][] first = points(run(searcher(method, space, 7), 25));

        assertThat(points(run(searcher(method, space, 7), 25))).isDeepEqualTo(first);
        assertThat(Arrays.deepEquals(points(run(searcher(method, space, 8), 25)), first)).isFalse();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everywhere")
    void aRestoredSearchGoesOnBitByBit(Method method, String name, Space space) {
        Searcher uninterrupted = searcher(method, space, 4);
        List<Proposal> all = run(uninterrupted, 22);
        Proposal slow = uninterrupted.ask();

        Searcher restored = searcher(method, space, 4);
        for (Proposal proposal : all) {
            restored.adopt(proposal.index(), proposal.point());
            tell(restored, proposal);
        }
        restored.adopt(slow.index(), slow.point());

        assertThat(restored.pending()).extracting(Proposal::index).containsExactly(22);
        assertThat(restored.ask().point()).isEqualTo(uninterrupted.ask().point());
        assertThat(restored.recommend()).usingRecursiveComparison().isEqualTo(uninterrupted.recommend());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everywhere")
    void aPendingPointIsNeverProposedAgain(Method method, String name, Space space) {
        Searcher searcher = searcher(method, space, 2);
        run(searcher, 12);

        List<Proposal> batch = IntStream.range(0, 8).mapToObj(i -> searcher.ask()).toList();

        assertThat(new HashSet<>(batch.stream().map(Proposal::values).toList())).hasSize(8);
        assertThat(searcher.pending()).hasSize(8);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void eachPointOfASmallSpaceIsProposedBeforeAnyIsAgain(Method method) {
        Searcher searcher = searcher(method, FEW, 5);

        List<Proposal> proposals = run(searcher, 10);

        assertThat(new HashSet<>(proposals.stream().map(Proposal::values).toList())).hasSize(10);
        assertThat(run(searcher, 3)).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void aSearchSurvivesWhenEverythingFails(Method method) {
        Searcher searcher = searcher(method, MIXED, 1);
        for (int i = 0; i < 25; i++) {
            searcher.tellFailed(searcher.ask().index());
        }

        assertThatThrownBy(searcher::recommend).isInstanceOf(SearchException.class)
                .hasMessageContaining("at least one value").hasMessageContaining("\nMaybe ");
        searcher.tell(searcher.ask().index(), 3);
        assertThat(searcher.recommend().index()).isEqualTo(25);
        assertThat(searcher.recommend().mean()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void pointsOfOthersAreTakenIn(Method method) {
        Searcher searcher = searcher(method, FIVE, 1);
        double[] best = {0.3, 0.3, 0.3, 0.3, 0.3};
        Proposal adopted = searcher.adopt(0, best);
        tell(searcher, adopted);
        run(searcher, 9);

        assertThat(adopted.origin()).isEqualTo(Origin.ADOPTED);
        assertThat(searcher.recommend().index()).isZero();
        assertThatThrownBy(() -> searcher.adopt(0, best)).isInstanceOf(SearchException.class);
        assertThatThrownBy(() -> searcher.adopt(99, new double[]{2, 0, 0, 0, 0}))
                .isInstanceOf(InvalidSpaceException.class);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void anotherNumberOfObjectivesThanAtFirstIsRefusedWithAWayOut(Method method) {
        Searcher searcher = searcher(method, FIVE, 1);
        searcher.tell(searcher.ask().index(), 1);
        int index = searcher.ask().index();

        assertThatThrownBy(() -> searcher.tell(index, Outcome.of(new double[]{1, 2})))
                .isInstanceOf(SearchException.class).hasMessageContaining("optimises one number")
                .hasMessageContaining("\nMaybe ");
        assertThatThrownBy(() -> Outcome.of(Double.NaN)).isInstanceOf(SearchException.class);
        searcher.tell(index, 1);
    }

    /** x0 is to be high and low at once: every x0 is on the front, the other axes are best at 0.3. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void ofTwoObjectivesTheFrontIsRecommended(Method method) {
        Searcher searcher = searcher(method, FIVE, 2);
        double[][] told = new double[30][];
        for (int i = 0; i < told.length; i++) {
            Proposal proposal = searcher.ask();
            double[] point = proposal.point();
            double off = value(point);
            told[i] = new double[]{point[0] + off, -point[0] + off};
            searcher.tell(proposal.index(), Outcome.of(told[i]));
        }

        List<Recommendation> front = searcher.front();

        assertThat(front).extracting(Recommendation::mean).isSortedAccordingTo(Comparator.reverseOrder());
        for (Recommendation one : front) {
            assertThat(front).noneMatch(other -> other.mean() > one.mean()
                    && other.means().get(1) > one.means().get(1));
            assertThat(one.means().get(1)).isCloseTo(told[one.index()][1], within(0.2));
        }
        assertThat(front).extracting(Recommendation::index).contains(searcher.recommend().index());
        assertThat(searcher.ask().index()).isEqualTo(30);
    }

    /** The highest values are where the limit is broken. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void whatBreaksALimitIsNotRecommended(Method method) {
        Searcher searcher = Searcher.create(FIVE,
                new SearchSettings(3, 8, method).towards(Goal.within(Limit.atMost("broken", 0.1))));
        for (int i = 0; i < 30; i++) {
            Proposal proposal = searcher.ask();
            double x = proposal.point()[0];
            searcher.tell(proposal.index(), Outcome.of(x, 0, Map.of("broken", x - 0.4)));
        }

        assertThat(searcher.recommend().point()[0]).isBetween(0.3, 0.5);
        assertThatThrownBy(() -> searcher.tell(searcher.ask().index(), 1)).isInstanceOf(SearchException.class)
                .hasMessageContaining("[broken]").hasMessageContaining("\nMaybe ");
    }

    /** The limit is so far away that the probability of keeping it is no number but 0. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void whileNoLimitHoldsTheNearestToItIsRecommended(Method method) {
        Space space = Space.of(IntStream.range(0, 6).mapToObj(i -> Axis.linear("x" + i, 0, 1)).toArray(Axis[]::new));
        Searcher searcher = Searcher.create(space,
                new SearchSettings(1, 8, method).towards(Goal.within(Limit.atMost("sum", -5))));
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 8; i++) {
            Proposal proposal = searcher.ask();
            double sum = Arrays.stream(proposal.point()).sum();
            searcher.tell(proposal.index(), Outcome.of(-i, 0, Map.of("sum", sum)));
            least = Math.min(least, sum);
        }

        assertThat(Arrays.stream(searcher.recommend().point()).sum()).isEqualTo(least);
    }

    /** What learns must beat what does not, at the same number of trials; medians of seven seeds. */
    @ParameterizedTest
    @EnumSource(value = Method.class, names = {"BAYESIAN", "EVOLUTION", "PARZEN"})
    void whatLearnsBeatsRandomSearchOnASphere(Method method) {
        assertThat(regret(method, 120)).isLessThan(0.5 * regret(Method.RANDOM, 120));
    }

    /** The number matters less than the other axes, so that the distribution is narrow before it is found. */
    @ParameterizedTest
    @EnumSource(Scale.class)
    void evolutionDoesNotFreezeAWholeNumber(Scale scale) {
        Space space = Space.of(new WholeAxis("n", 1, 1024, scale), Axis.linear("x", 0, 1), Axis.linear("y", 0, 1));
        for (int seed = 1; seed <= 4; seed++) {
            Searcher searcher = searcher(Method.EVOLUTION, space, seed);
            Set<Double> late = new HashSet<>();
            for (int i = 0; i < 400; i++) {
                Proposal proposal = searcher.ask();
                Map<String, Double> at = proposal.values();
                searcher.tell(proposal.index(), -Math.pow(at.get("x") - 0.3, 2) - Math.pow(at.get("y") - 0.6, 2)
                        - 1e-4 * Math.abs(at.get("n") - 3));
                if (i >= 350) {
                    late.add(at.get("n"));
                }
            }

            assertThat(searcher.recommend().values()).containsEntry("n", 3.0);
            assertThat(late).hasSizeGreaterThan(1);
        }
    }

    private static double regret(Method method, int trials) {
        double[] regrets = IntStream.range(0, 7).mapToDouble(seed -> {
            Searcher searcher = searcher(method, FIVE, seed);
            run(searcher, trials);
            return -value(searcher.recommend().point());
        }).sorted().toArray();
        return regrets[3];
    }

    private static Searcher searcher(Method method, Space space, long seed) {
        return Searcher.create(space, new SearchSettings(seed, 8, method));
    }

    /** A sphere around 0.3; every seventh evaluation fails. */
    private static void tell(Searcher searcher, Proposal proposal) {
        if (proposal.index() % 7 == 3) {
            searcher.tellFailed(proposal.index());
        } else {
            searcher.tell(proposal.index(), value(proposal.point()));
        }
    }

    private static double value(double[] point) {
        return -Arrays.stream(point).map(u -> (u - 0.3) * (u - 0.3)).sum();
    }

    private static List<Proposal> run(Searcher searcher, int trials) {
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            proposals.add(searcher.ask());
            tell(searcher, proposals.getLast());
        }
        return proposals;
    }

    private static double[][] points(List<Proposal> proposals) {
        return proposals.stream().map(Proposal::point).toArray(double[][]::new);
    }
}
