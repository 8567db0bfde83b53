package dev.cupel.optimizer.search;

import dev.cupel.optimizer.gp.Observations;
import dev.cupel.optimizer.gp.Surrogate;
import dev.cupel.optimizer.space.Encoding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The surrogate of one quantity of a growing history.
 *
 * <p>After every {@value #PERIOD} outcomes the hyperparameters are fitted from scratch; in between, they are refined from
 * that fit. Both follow from the outcomes alone; what is kept here only saves their being computed again.
 */
final class Model {
    private static final int PERIOD = 10;

    private final History history;
    private final Encoding encoding;
    private final History.Quantity quantity;
    private final boolean warps;
    private @Nullable Surrogate base;
    private int baseAt;
    private @Nullable Surrogate current;
    private int currentAt;

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
        int count = history.count();
        if (current == null || currentAt != count) {
            Observations all = history.observations(count, encoding, quantity)
                    .orElseThrow(() -> new SearchException("""
                            search: at least one value must be told before something can be expected, but none was.
                            Maybe all evaluations failed: see their causes."""));
            current = fitted(all, count);
            currentAt = count;
        }
        return current;
    }

    private Surrogate fitted(Observations all, int count) {
        int full = count / PERIOD * PERIOD;
        Optional<Observations> first = full == count
                ? Optional.empty()
                : history.observations(full, encoding, quantity);
        return first.map(observations -> base(observations, full).refined(all)).orElseGet(() -> fit(all));
    }

    private Surrogate base(Observations first, int count) {
        if (base == null || baseAt != count) {
            base = fit(first);
            baseAt = count;
        }
        return base;
    }

    private Surrogate fit(Observations observations) {
        return warps ? Surrogate.fit(observations) : Surrogate.fitStraight(observations);
    }
}
