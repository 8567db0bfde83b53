package dev.cupel.optimizer.search;

import dev.cupel.optimizer.gp.Observations;
import dev.cupel.optimizer.gp.Surrogate;
import dev.cupel.optimizer.space.Encoding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The surrogate of one quantity of a growing history.
 *
 * <pre>
 * n     number of outcomes
 * b     the last n at which the hyperparameters were fitted: from scratch and starting from those of the b before, from {@value #MANY} on
 *       only the latter
 * r     the last n at which they were refined, starting from those of b; b ≤ r ≤ n
 * </pre>
 *
 * <p>Outcomes after r are taken in with the hyperparameters of r. The more there are, the less one changes, so b and r move in
 * longer steps. All follow from the outcomes alone; what is kept here only saves its being computed again: a search that is restored
 * goes through all b.
 */
final class Model {
    /** So many outcomes have said which shape the function has. */
    private static final int MANY = Surrogate.MANY;
    private static final int FIT_PERIOD = 10;
    private static final int FIT_PERIOD_OF_MANY = 50;

    private final History history;
    private final Encoding encoding;
    private final History.Quantity quantity;
    private final boolean warps;
    private @Nullable Fitted base;
    private @Nullable Fitted refined;
    private @Nullable Fitted current;

    /**
     * A surrogate.
     *
     * @param at how many outcomes it knows
     */
    private record Fitted(Surrogate surrogate, int at) {}

    /** @param warps whether the lower half of the values may be warped */
    Model(History history, Encoding encoding, History.Quantity quantity, boolean warps) {
        this.history = history;
        this.encoding = encoding;
        this.quantity = quantity;
        this.warps = warps;
    }

    /**
     * The surrogate of all outcomes.
     *
     * @throws SearchException if nothing was measured
     */
    Surrogate current() {
        int n = history.count();
        if (current == null || current.at() != n) {
            Observations all = observations(n).orElseThrow(() -> new SearchException("""
                    search: at least one value must be told before something can be expected, but none was.
                    Maybe all evaluations failed: see their causes."""));
            current = new Fitted(
                    refined(refinedAt(n)).map(known -> known.extended(all)).orElseGet(() -> fit(all, Optional.empty())),
                    n);
        }
        return current.surrogate();
    }

    /** r. */
    private static int refinedAt(int n) {
        return n - n % (n < 100 ? 1 : n < MANY ? 5 : 10);
    }

    /** b. */
    private static int fittedAt(int n) {
        return n - n % (n < MANY ? FIT_PERIOD : FIT_PERIOD_OF_MANY);
    }

    /** The b before one. */
    private static int fittedBefore(int b) {
        return b - (b <= MANY ? FIT_PERIOD : FIT_PERIOD_OF_MANY);
    }

    private Optional<Surrogate> refined(int n) {
        int from = fittedAt(n);
        if (from == n) {
            return fitted(n);
        }
        if (refined == null || refined.at() != n) {
            Optional<Observations> known = observations(n);
            if (known.isEmpty()) {
                return Optional.empty();
            }
            refined = new Fitted(fitted(from).map(start -> start.refined(known.get()))
                    .orElseGet(() -> fit(known.get(), Optional.empty())), n);
        }
        return Optional.of(refined.surrogate());
    }

    private Optional<Surrogate> fitted(int n) {
        if (base == null || base.at() != n) {
            Optional<Observations> known = observations(n);
            if (known.isEmpty()) {
                return Optional.empty();
            }
            int before = fittedBefore(n);
            Optional<Surrogate> start = before > 0 ? fitted(before) : Optional.empty();
            base = new Fitted(start.filter(_ -> n >= MANY).map(model -> model.refined(known.get()))
                    .orElseGet(() -> fit(known.get(), start)), n);
        }
        return Optional.of(base.surrogate());
    }

    private Optional<Observations> observations(int n) {
        return history.observations(n, encoding, quantity);
    }

    private Surrogate fit(Observations observations, Optional<Surrogate> before) {
        return warps ? Surrogate.fit(observations, before) : Surrogate.fitStraight(observations, before);
    }
}
