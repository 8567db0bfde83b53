package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
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

    @Test
    void aWrongBeliefIsOvercome() {
        List<Belief> wrong = SPACE.axes().stream().map(axis -> (Belief) new Belief.Near(axis.name(), 0.8, 0.1))
                .toList();

        assertThat(median(seed -> regret(new Advice(wrong, List.of()), seed, 80))).isLessThan(0.02);
    }

    private static double regret(Advice advice, long seed, int trials) {
        Searcher searcher = Searcher.create(SPACE, SearchSettings.bayesian(seed, 6), advice);
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < trials; i++) {
            Proposal proposal = searcher.ask();
            double value = value(proposal.point());
            searcher.tell(proposal.index(), value);
            best = Math.max(best, value);
        }
        return -best;
    }

    private static List<Advice.Earlier> earlier(long seed) {
        Searcher searcher = Searcher.create(SPACE, SearchSettings.bayesian(100 + seed, 6));
        List<Advice.Earlier> earlier = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Proposal proposal = searcher.ask();
            Outcome outcome = i % 10 == 3 ? Outcome.failed() : Outcome.of(0.1 + 1.2 * value(proposal.point(), 0.4));
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

    private static double median(LongToDoubleFunction regret) {
        return IntStream.rangeClosed(1, 5).mapToDouble(regret::applyAsDouble).sorted().toArray()[2];
    }
}
