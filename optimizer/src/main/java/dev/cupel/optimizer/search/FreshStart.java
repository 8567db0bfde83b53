package dev.cupel.optimizer.search;

import dev.cupel.optimizer.space.RealAxis;
import dev.cupel.optimizer.space.Space;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A search within a search. One that has come to an end stays on its hill, for its model is made of that hill; another begins then that
 * knows nothing of it, as the searches of D. Eriksson et al. (TuRBO, NeurIPS 2019) do when their region has become too small.
 *
 * <pre>
 * better    by more than {@value #GAIN} of the deviation of the values so far, and within all limits
 * patience  2D proposals of a model, at least {@value #PATIENCE}
 * </pre>
 *
 * <p>So long without a better value, a search of at least {@value #HARDLY_BEGUN} times its initial points has come to its end, until there is
 * one. Of the proposals after it one in {@value #PERIOD} is still the search's own. All of it follows from the outcomes and the pending proposals:
 * which of them are those of the fresh start, their numbers tell.
 */
final class FreshStart {
    private static final double GAIN = 1e-3;
    private static final int PATIENCE = 12;
    /** A search of fewer outcomes than so many times its initial points has hardly begun. */
    private static final int HARDLY_BEGUN = 4;
    private static final int PERIOD = 4;
    /** The first number of a search has the centre, which is known. */
    private static final int FIRST = 1;

    private final Space space;
    private final SearchSettings settings;
    private final Advice advice;
    private final History history;
    private final Ranking ranking;
    private @Nullable Attempt attempt;

    /** @param advice what is believed; of an earlier search a fresh start knows nothing either */
    FreshStart(Space space, SearchSettings settings, Advice advice, History history) {
        this.space = space;
        this.settings = settings;
        this.advice = new Advice(advice.beliefs(), List.of());
        this.history = history;
        this.ranking = new Ranking(settings.goal().limits());
    }

    /**
     * What the fresh start proposes.
     *
     * @param index the number of the proposal
     * @return empty if the search has not come to its end, if this proposal is its own, or if the fresh start comes to where it has been
     */
    Optional<Proposal> proposal(int index) {
        // of a finite space all is seen some day, without a model
        if (own(index) || space.axes().stream().noneMatch(RealAxis.class::isInstance)) {
            return Optional.empty();
        }
        int end = end();
        if (end == 0) {
            return Optional.empty();
        }
        if (attempt == null || attempt.end != end) {
            attempt = new Attempt(end);
        }
        Proposal proposal = attempt.ask(index);
        if (history.knows(proposal.point()) || history.isNearPending(proposal.point())) {
            // it is not made: what comes in its place is taken over when it is told
            attempt = null;
            return Optional.empty();
        }
        return Optional.of(proposal);
    }

    private static boolean own(int index) {
        return index % PERIOD == 1;
    }

    /** After how many outcomes the search came to its end; 0 if it has not. */
    private int end() {
        int patience = Math.max(PATIENCE, 2 * space.dimension());
        double best = Double.NEGATIVE_INFINITY;
        double mean = 0;
        double squares = 0;
        int count = 0;
        int since = 0;
        int end = 0;
        List<History.Told> told = history.told();
        for (int i = history.earlier(); i < told.size(); i++) {
            History.Told one = told.get(i);
            if (one.measured().isPresent() && ranking.holds(one)) {
                double value = one.measured().get().values().getFirst();
                count++;
                // B. Welford's update
                double off = value - mean;
                mean += off / count;
                squares += off * (value - mean);
                double deviation = Math.sqrt(squares / count);
                if (value > best + GAIN * deviation) {
                    best = value;
                    since = 0;
                    end = 0;
                    continue;
                }
            }
            since += one.proposal().index() >= settings.initial() ? 1 : 0;
            boolean begun = i + 1 - history.earlier() >= HARDLY_BEGUN * settings.initial();
            end = end == 0 && begun && since >= patience ? i + 1 : end;
        }
        return end;
    }

    /** One fresh start. */
    private final class Attempt {
        private final int end;
        /** The number of the first proposal that may be its own. */
        private final int first;
        private final Search search;
        private int told;

        private Attempt(int end) {
            this.end = end;
            this.first = 1 + history.told().subList(0, end).stream().mapToInt(one -> one.proposal().index()).max()
                    .orElseThrow();
            this.told = end;
            long seed = new Seeds(settings.seed()).random(first, 1).nextLong();
            this.search = Search.create(space, settings.seeded(seed), List.of(), advice);
        }

        private Proposal ask(int index) {
            for (; told < history.told().size(); told++) {
                History.Told one = history.told().get(told);
                if (mine(one.proposal())) {
                    adopt(one.proposal());
                    search.tell(number(one.proposal().index()), one.outcome());
                }
            }
            history.pending().stream().filter(this::mine).forEach(this::adopt);
            search.startAt(number(index));
            return search.ask();
        }

        private boolean mine(Proposal proposal) {
            return proposal.index() >= first && !own(proposal.index());
        }

        private void adopt(Proposal proposal) {
            int number = number(proposal.index());
            if (search.pending().stream().noneMatch(one -> one.index() == number)) {
                search.adopt(number, proposal.point());
            }
        }

        private int number(int index) {
            return FIRST + (int) IntStream.range(first, index).filter(i -> !own(i)).count();
        }
    }
}
