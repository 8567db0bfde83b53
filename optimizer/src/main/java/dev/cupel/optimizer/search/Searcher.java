package dev.cupel.optimizer.search;

import dev.cupel.optimizer.space.Space;
import java.util.List;
import java.util.Map;

/**
 * Looks for the highest value of an unknown, maybe noisy function on a space.
 *
 * <pre>{@code
 * Searcher searcher = Searcher.create(space, SearchSettings.bayesian(seed, 16));
 * Proposal proposal = searcher.ask();
 * searcher.tell(proposal.index(), evaluate(proposal.values()));
 * Recommendation best = searcher.recommend();
 * }</pre>
 *
 * <p>Several proposals may be pending at a time. What {@link #ask} gives follows from the space, the settings, the outcomes in
 * the order in which they were told, and the pending proposals. So a search that stopped goes on, bit by bit, when a
 * new one {@linkplain #adopt adopts} the old proposals and is told their outcomes in the same order.
 *
 * <p>Not for use by several threads at once.
 */
public abstract sealed class Searcher permits Search, SampledSearch {

    final Space space;
    final History history;

    Searcher(Space space, History history) {
        this.space = space;
        this.history = history;
    }

    /** A searcher by the method of the settings. */
    public static Searcher create(Space space, SearchSettings settings) {
        return create(space, settings, Advice.NONE);
    }

    /** A searcher by the method of the settings that knows something already. */
    public static Searcher create(Space space, SearchSettings settings, Advice advice) {
        return settings.method() == Method.BAYESIAN
                ? Search.create(space, settings, List.of(), advice)
                : new SampledSearch(space, settings, advice);
    }

    /** Proposes the next point, which is pending from now on. */
    public abstract Proposal ask();

    /**
     * Takes over a proposal that was made elsewhere: by an earlier run of the same search, or by a person; it is pending until it
     * is told.
     *
     * @param index its number; not used before
     * @param point in the unit cube, shape (D)
     */
    public final Proposal adopt(int index, double[] point) {
        return add(index, space.snapped(space.checked(point)), Origin.ADOPTED);
    }

    /**
     * The same, and its values stay as they were written: those of the point differ from them by a rounding.
     *
     * @param values of the point, by the names of the axes that count there, in their units
     */
    public final Proposal adopt(int index, double[] point, Map<String, Double> values) {
        return add(new Proposal(index, space.snapped(space.checked(point)), values, Origin.ADOPTED));
    }

    final Proposal add(int index, double[] point, Origin origin) {
        return add(new Proposal(index, point, space.values(point), origin));
    }

    private Proposal add(Proposal proposal) {
        history.add(proposal);
        return proposal;
    }

    /** The next proposal has at least this number: those below are taken by proposals that are not of this space. */
    public final void startAt(int index) {
        history.startAt(index);
    }

    /**
     * Refuses an outcome that could not be told, and changes nothing: for a point that is to be adopted only if its outcome can.
     *
     * @param what whose outcome it is, as the message begins
     * @throws SearchException if it has another number of objectives than this search, or not the measures that have limits
     */
    public final void check(String what, Outcome outcome) {
        history.check(what, outcome);
    }

    /** Tells what became of a pending proposal. */
    public final void tell(int index, Outcome outcome) {
        history.tell(index, outcome);
    }

    /** The proposals that were not told yet, in the order in which they were asked. */
    public final List<Proposal> pending() {
        return history.pending();
    }

    /**
     * The evaluated point that is believed to be the best: of those where the limits probably hold, the one with the highest
     * expected value, not with the luckiest measured one; where there is no noise, the highest measured one. Of several objectives, the one of the {@link #front} whose worst
     * objective is the best, each measured from the worst to the best of the front.
     *
     * @throws SearchException if no value was told yet
     */
    public final Recommendation recommend() {
        return Compromise.of(front());
    }

    /**
     * The evaluated points that are believed to be surpassed by no other in all objectives, in the order of their
     * first objective, the highest first; of one objective, the best.
     *
     * @throws SearchException if no value was told yet
     */
    public abstract List<Recommendation> front();

    /**
     * The evaluated points in the order in which they are believed to be good, the best first; of one objective, and those alone
     * where the limits probably hold, or just the best if they do nowhere.
     *
     * @throws SearchException if no value was told yet
     */
    public abstract List<Recommendation> ranked();

    /**
     * Tells the value of a pending proposal.
     *
     * @param value finite, higher is better
     */
    public final void tell(int index, double value) {
        tell(index, Outcome.of(value));
    }

    /**
     * Tells the value of a pending proposal and how well it is known.
     *
     * @param value finite, higher is better
     * @param variance of the value as a mean of several measurements, in its unit squared; noise beyond it is learned
     */
    public final void tell(int index, double value, double variance) {
        tell(index, Outcome.of(value, variance));
    }

    /** Tells that a pending proposal could not be evaluated; the search avoids its surroundings. */
    public final void tellFailed(int index) {
        tell(index, Outcome.failed());
    }
}
