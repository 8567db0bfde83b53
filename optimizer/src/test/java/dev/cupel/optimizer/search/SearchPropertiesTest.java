package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Condition;
import dev.cupel.optimizer.space.Encoding;
import dev.cupel.optimizer.space.Scale;
import dev.cupel.optimizer.space.Space;
import dev.cupel.optimizer.space.WholeAxis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of every search, whatever the space and whatever it is told. */
class SearchPropertiesTest {

    @Provide
    Arbitrary<Space> spaces() {
        Arbitrary<Integer> kinds = Arbitraries.integers().between(0, 4);
        return Combinators.combine(kinds.list().ofMinSize(1).ofMaxSize(6), Arbitraries.of(true, false))
                .as(SearchPropertiesTest::space);
    }

    private static Space space(List<Integer> kinds, boolean conditional) {
        List<Axis> axes = new ArrayList<>(List.of(Axis.choice("k", "a", "b", "c"), Axis.linear("x", -3, 4)));
        for (int kind : kinds) {
            String name = "y" + axes.size();
            axes.add(switch (kind) {
                case 0 -> Axis.linear(name, 0, 1);
                case 1 -> Axis.log(name, 1e-5, 10);
                case 2 -> Axis.whole(name, -2, 3);
                case 3 -> new WholeAxis(name, 1, 500, Scale.LOG);
                default -> Axis.choice(name, "p", "q");
            });
        }
        List<Condition> conditions = conditional
                ? List.of(new Condition(axes.getLast().name(), "k", Set.of(0.0, 2.0)))
                : List.of();
        return new Space(axes, conditions, List.of());
    }

    @Property(tries = 200, seed = "1")
    void valuesAndFeaturesLeadBackToTheirPoint(@ForAll("spaces") Space space, @ForAll long seed) {
        Encoding encoding = Encoding.of(space);
        double[] point = space.snapped(new Random(seed).doubles(space.dimension()).toArray());

        assertThat(space.snapped(point)).isEqualTo(point);
        assertThat(encoding.decoded(encoding.encoded(point))).isEqualTo(point);
        double[] back = space.point(space.values(point));
        for (int j = 0; j < point.length; j++) {
            assertThat(Math.abs(back[j] - point[j])).isLessThan(1e-9);
        }
    }

    @Property(tries = 20, seed = "1")
    void pendingPointsAreNeverProposedAgain(@ForAll("spaces") Space space, @ForAll Method method, @ForAll long seed) {
        Searcher searcher = Searcher.create(space, new SearchSettings(seed, 5, method));
        Random told = new Random(seed);
        for (int i = 0; i < 18; i++) {
            Proposal proposal = searcher.ask();
            for (Proposal other : searcher.pending()) {
                assertThat(other.index() == proposal.index() || !Arrays.equals(other.point(), proposal.point()))
                        .isTrue();
            }
            if (told.nextInt(3) > 0) {
                Proposal done = searcher.pending().get(told.nextInt(searcher.pending().size()));
                searcher.tell(done.index(), told.nextInt(4) == 0 ? Outcome.failed() : Outcome.of(told.nextGaussian()));
            }
        }
    }

    /** Searches share nothing, so how many run at a time changes no bit of any. */
    @Property(tries = 5, seed = "1")
    void theNumberOfThreadsChangesNoBit(@ForAll("spaces") Space space, @ForAll Method method) {
        List<List<Double>> one = IntStream.range(0, 4).mapToObj(seed -> asked(space, method, seed)).toList();
        List<List<Double>> four = IntStream.range(0, 4).parallel().mapToObj(seed -> asked(space, method, seed))
                .toList();

        assertThat(four).isEqualTo(one);
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
