package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a search does when it has come to an end. */
class FreshStartTest {
    private static final Space SPACE = Space.of(Axis.linear("x", 0, 1), Axis.linear("y", 0, 1));
    private static final int INITIAL = 6;

    @Test
    void itSpreadsPointsAnewAndStillReturnsToItsOwnHill() {
        Searcher searcher = searcher();

        List<Proposal> proposals = IntStream.range(0, 50).mapToObj(_ -> answered(searcher)).toList();

        List<Integer> spread = proposals.stream().filter(one -> one.origin() == Origin.SOBOL).map(Proposal::index)
                .filter(index -> index >= INITIAL).toList();
        assertThat(spread).hasSizeGreaterThanOrEqualTo(INITIAL - 1).allMatch(index -> index >= 4 * INITIAL);
        assertThat(proposals).filteredOn(one -> one.index() > spread.getFirst() && one.index() % 4 == 1)
                .extracting(Proposal::origin).containsOnly(Origin.ACQUISITION);
    }

    @Test
    void aSearchThatFindsBetterValuesDoesNotBeginAnew() {
        Searcher searcher = searcher();
        for (int i = 0; i < 40; i++) {
            Proposal proposal = searcher.ask();
            searcher.tell(proposal.index(), i);

            assertThat(proposal.origin()).isEqualTo(i < INITIAL ? Origin.SOBOL : Origin.ACQUISITION);
        }
    }

    /** Two proposals are pending at a time, and told in another order. */
    @Test
    void aRestoredSearchGoesOnTheSameWay() {
        Searcher live = searcher();
        List<Proposal> told = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            Proposal first = live.ask();
            Proposal second = live.ask();
            for (Proposal one : List.of(second, first)) {
                live.tell(one.index(), value(one.point()));
                told.add(one);
            }
            if (i < 10) {
                continue;
            }
            Searcher restored = searcher();
            told.forEach(one -> {
                restored.adopt(one.index(), one.point());
                restored.tell(one.index(), value(one.point()));
            });
            Proposal expected = live.ask();
            assertThat(restored.ask().point()).isEqualTo(expected.point());
            live.tell(expected.index(), value(expected.point()));
            told.add(expected);
        }
    }

    /** Both searches are on the same hill at the end. */
    @Test
    void noProposalIsAsNearToAPendingOneAsIfItWereTheSame() {
        Searcher searcher = searcher();
        for (int i = 0; i < 100; i++) {
            Proposal next = searcher.ask();
            assertThat(searcher.pending()).filteredOn(one -> one.index() != next.index())
                    .allMatch(one -> apart(one, next) > 1e-3);
            if (searcher.pending().size() == 4) {
                Proposal oldest = searcher.pending().getFirst();
                searcher.tell(oldest.index(), value(oldest.point()));
            }
        }
    }

    private static double apart(Proposal one, Proposal other) {
        return IntStream.range(0, SPACE.dimension()).mapToDouble(i -> Math.abs(one.point()[i] - other.point()[i])).max()
                .orElseThrow();
    }

    @Test
    void whatIsBeyondALimitIsNoBetterValue() {
        Goal within = Goal.within(Limit.atMost("broken", 0));
        Searcher searcher = Searcher.create(SPACE, SearchSettings.bayesian(1, INITIAL).towards(within));
        List<Origin> origins = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Proposal proposal = searcher.ask();
            origins.add(proposal.origin());
            // whatever is better is broken
            double broken = i < 12 || value(proposal.point()) < 0.2 ? 0 : 1;
            searcher.tell(proposal.index(), Outcome.of(broken == 1 ? i : value(proposal.point()), 0,
                    Map.of("broken", broken)));
        }

        assertThat(origins.subList(INITIAL, 40)).contains(Origin.SOBOL);
    }

    private static Searcher searcher() {
        return Searcher.create(SPACE, SearchSettings.bayesian(1, INITIAL));
    }

    private static Proposal answered(Searcher searcher) {
        Proposal proposal = searcher.ask();
        searcher.tell(proposal.index(), value(proposal.point()));
        return proposal;
    }

    /** Two hills. */
    private static double value(double[] point) {
        return Math.exp(-20 * Math.pow(Math.hypot(point[0] - 0.2, point[1] - 0.3), 2))
                + 1.1 * Math.exp(-60 * Math.pow(Math.hypot(point[0] - 0.8, point[1] - 0.8), 2));
    }
}
