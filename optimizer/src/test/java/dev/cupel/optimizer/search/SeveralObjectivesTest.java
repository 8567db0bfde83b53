package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.acquisition.Front;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Sobol;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The front of three and four objectives, and a front within a limit. */
class SeveralObjectivesTest {
    private static final Space FIVE = new Space(
            IntStream.range(0, 5).mapToObj(j -> Axis.linear("x" + j, 0, 1)).toList());
    private static final double REFERENCE = -1.1;

    /** Of three it was six times as large when this was written, of four three times. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void theFrontGrowsFarBeyondThatOfRandomSearch(int objectives) {
        assertThat(volume(Method.BAYESIAN, objectives)).isGreaterThan(2 * volume(Method.RANDOM, objectives));
    }

    /** The share of the space between the reference and the ideal, 0, that the front dominates; the median of three seeds. */
    private static double volume(Method method, int objectives) {
        Goal goal = new Goal(Collections.nCopies(objectives, REFERENCE), List.of());
        return IntStream.rangeClosed(1, 3).mapToDouble(seed -> {
            Searcher searcher = Searcher.create(FIVE, new SearchSettings(seed, 10, method).towards(goal));
            List<double[]> told = new ArrayList<>();
            for (int i = 0; i < 28; i++) {
                Proposal proposal = searcher.ask();
                told.add(dtlz2(proposal.point(), objectives));
                searcher.tell(proposal.index(), Outcome.of(told.getLast()));
            }
            return share(told);
        }).sorted().toArray()[1];
    }

    private static double share(List<double[]> front) {
        Sobol sobol = Sobol.scrambled(front.getFirst().length, 1);
        return IntStream.range(0, 4096).mapToObj(_ -> sobol.next())
                .filter(u -> front.stream().anyMatch(y -> IntStream.range(0, y.length)
                        .allMatch(m -> y[m] >= REFERENCE * u[m])))
                .count() / 4096.0;
    }

    /**
     * Like DTLZ2 (K. Deb et al., 2002), but steeper and with its best off the centre: the front is a part of a sphere, and the last axes say
     * how far a point is behind it.
     */
    private static double[] dtlz2(double[] u, int objectives) {
        double distance = 1 + IntStream.range(objectives - 1, u.length).mapToDouble(j -> 4 * Math.pow(u[j] - 0.3, 2))
                .sum();
        double[] values = new double[objectives];
        for (int m = 0; m < objectives; m++) {
            values[m] = -distance;
            for (int j = 0; j < objectives - 1 - m; j++) {
                values[m] *= Math.cos(u[j] * Math.PI / 2);
            }
            values[m] *= m == 0 ? 1 : Math.sin(u[objectives - 1 - m] * Math.PI / 2);
        }
        return values;
    }

    /** The first axis trades one objective for the other, and breaks the limit where the first is high. */
    @Test
    void theFrontWithinALimitIsThatOfThePointsThatKeepIt() {
        for (int seed = 1; seed <= 2; seed++) {
            Searcher searcher = Searcher.create(FIVE, new SearchSettings(seed, 8, Method.BAYESIAN)
                    .towards(Goal.within(Limit.atMost("broken", 0.3))));
            List<double[]> values = new ArrayList<>();
            List<Integer> keeping = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                double[] x = searcher.ask().point();
                double off = Math.pow(x[1] - 0.3, 2) + Math.pow(x[2] - 0.6, 2);
                double broken = x[0] * x[0] + 0.2 * x[3];
                values.add(new double[]{x[0] - off, -x[0] * x[0] - off});
                searcher.tell(i, new Outcome.Measured(Arrays.stream(values.getLast()).boxed().toList(),
                        List.of(0.0, 0.0), Map.of("broken", new Outcome.Reading(broken, 0))));
                if (broken <= 0.3) {
                    keeping.add(i);
                }
            }

            assertThat(keeping).hasSizeBetween(8, 18);
            assertThat(searcher.front()).extracting(Recommendation::index)
                    .containsExactlyInAnyOrderElementsOf(keeping.stream().filter(i -> keeping.stream()
                            .noneMatch(other -> Front.dominates(values.get(other), values.get(i)))).toList());
        }
    }
}
