package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.Property;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Condition;
import dev.cupel.optimizer.space.Constraint;
import dev.cupel.optimizer.space.Encoding;
import dev.cupel.optimizer.space.Scale;
import dev.cupel.optimizer.space.Space;
import dev.cupel.optimizer.space.WholeAxis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every search, whatever the space and whatever it is told. */
class SearchPropertiesTest {

    private static Space space(RandomGenerator random) {
        List<Axis> axes = new ArrayList<>(List.of(Axis.choice("k", "a", "b", "c"), Axis.linear("x", -3, 4)));
        int further = Property.between(random, 1, 6);
        for (int i = 0; i < further; i++) {
            axes.add(axis("y" + axes.size(), random.nextInt(5)));
        }
        List<Condition> conditions = random.nextBoolean()
                ? List.of(new Condition(axes.getLast().name(), "k", Set.of(0.0, 2.0)))
                : List.of();
        return new Space(axes, conditions, List.of());
    }

    private static Axis axis(String name, int kind) {
        return switch (kind) {
            case 0 -> Axis.linear(name, 0, 1);
            case 1 -> Axis.log(name, 1e-5, 10);
            case 2 -> Axis.whole(name, -2, 3);
            case 3 -> new WholeAxis(name, 1, 500, Scale.LOG);
            default -> Axis.choice(name, "p", "q");
        };
    }

    @Test
    void valuesAndFeaturesLeadBackToTheirPoint() {
        Property.holds(200, random -> {
            Space space = space(random);
            Encoding encoding = Encoding.of(space);
            double[] point = space.snapped(random.doubles(space.dimension()).toArray());

            assertThat(space.snapped(point)).isEqualTo(point);
            assertThat(encoding.decoded(encoding.encoded(point))).isEqualTo(point);
            assertThat(space.point(space.values(point))).containsExactly(point, within(1e-9));
        });
    }

    @ParameterizedTest
    @EnumSource
    void pendingPointsAreNeverProposedAgain(Method method) {
        Property.holds(4, random -> {
            Searcher searcher = Searcher.create(space(random), new SearchSettings(random.nextLong(), 5, method));
            for (int i = 0; i < 18; i++) {
                List<Proposal> before = searcher.pending();
                double[] point = searcher.ask().point();
                assertThat(before).noneMatch(other -> Arrays.equals(other.point(), point));
                if (random.nextInt(3) > 0) {
                    tellOne(searcher, random);
                }
            }
        });
    }

    private static void tellOne(Searcher searcher, RandomGenerator random) {
        List<Proposal> pending = searcher.pending();
        Proposal done = pending.get(random.nextInt(pending.size()));
        searcher.tell(done.index(), random.nextInt(4) == 0 ? Outcome.failed() : Outcome.of(random.nextGaussian()));
    }

    /** Searches share nothing, so how many run at a time changes no bit of any. */
    @ParameterizedTest
    @EnumSource
    void theNumberOfThreadsChangesNoBit(Method method) {
        Property.holds(2, random -> {
            Space space = space(random);
            List<List<Double>> one = IntStream.range(0, 4).mapToObj(seed -> asked(space, method, seed)).toList();
            List<List<Double>> four = IntStream.range(0, 4).parallel().mapToObj(seed -> asked(space, method, seed))
                    .toList();

            assertThat(four).isEqualTo(one);
        });
    }

    /** From 128 observations on the evidence is summed up in parts, and candidates are predicted in groups, on the cores there are. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3})
    void norDoesTheNumberOfCoresOfOneSearch(double noise) {
        Space space = new Space(IntStream.range(0, 12).mapToObj(j -> Axis.linear("x" + j, 0, 1)).toList());

        List<double[]> one = onCores(1, () -> laterAsks(space, noise));

        assertThat(onCores(3, () -> laterAsks(space, noise))).usingRecursiveComparison().isEqualTo(one);
    }

    private static List<double[]> laterAsks(Space space, double noise) {
        Searcher searcher = Searcher.create(space, SearchSettings.bayesian(1, 11));
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 140; i++) {
            double[] point = random.doubles(12).toArray();
            searcher.adopt(i, point);
            searcher.tell(i, Math.sin(3 * point[0]) - Arrays.stream(point).map(u -> u * u).sum()
                    + noise * random.nextGaussian());
        }
        List<double[]> asked = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Proposal proposal = searcher.ask();
            asked.add(proposal.point());
            searcher.tell(proposal.index(), -Arrays.stream(proposal.point()).map(u -> u * u).sum());
        }
        return asked;
    }

    /** Climbs go from choice to choice and along a constraint, and the values of the pending points are drawn. */
    @Test
    void norDoesItWithChoicesConstraintsLimitsAndPendingPoints() {
        Space space = new Space(
                List.of(Axis.linear("a", 0, 1), Axis.linear("b", 0, 1), Axis.linear("c", 0, 1), Axis.whole("n", 1, 9),
                        Axis.choice("k", "p", "q", "r"), Axis.log("g", 1e-3, 1)),
                List.of(new Condition("g", "k", Set.of(0.0, 2.0))),
                List.of(new Constraint(Map.of("a", 1.0, "b", 1.0, "c", 1.0), 0.5, 1)));
        for (double noise : new double[]{0, 0.2}) {
            List<double[]> one = onCores(1, () -> pendingAsks(space, noise));

            assertThat(onCores(3, () -> pendingAsks(space, noise))).usingRecursiveComparison().isEqualTo(one);
        }
    }

    /** Several in a row, none of which is told. */
    private static List<double[]> pendingAsks(Space space, double noise) {
        Searcher searcher = Searcher.create(space,
                SearchSettings.bayesian(1, 8).towards(Goal.within(Limit.atMost("broken", 0.5))));
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 40; i++) {
            double[] point = space.admissible(random.doubles(space.dimension()).toArray());
            searcher.adopt(i, point);
            searcher.tell(i, Outcome.of(Math.sin(4 * Arrays.stream(point).sum()) + noise * random.nextGaussian(), 0,
                    Map.of("broken", point[0] + noise * random.nextGaussian())));
        }
        return IntStream.range(0, 4).mapToObj(_ -> searcher.ask().point()).toList();
    }

    private static <T> T onCores(int cores, Callable<T> what) {
        try (ForkJoinPool pool = new ForkJoinPool(cores)) {
            return pool.submit(what).join();
        }
    }

    private static List<Double> asked(Space space, Method method, long seed) {
        Searcher searcher = Searcher.create(space, new SearchSettings(seed, 5, method));
        List<Double> asked = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            Proposal proposal = searcher.ask();
            Arrays.stream(proposal.point()).forEach(asked::add);
            searcher.tell(proposal.index(), Math.sin(10 * Arrays.stream(proposal.point()).sum()));
        }
        return asked;
    }
}
