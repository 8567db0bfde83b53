package dev.cupel.optimizer.search;

import dev.cupel.optimizer.gp.Observations;
import dev.cupel.optimizer.gp.Surrogate;
import dev.cupel.optimizer.space.Encoding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The surrogate of a growing history.
 *
 * <p>After every {@value #PERIOD} outcomes the hyperparameters are fitted from scratch; in between, they are refined from
 * that fit. Both follow from the outcomes alone; what is kept here only saves their being computed again.
 */
final class Model {
    private static final int PERIOD = 10;

    private final History history;
    private final Encoding encoding;
    private @Nullable Surrogate base;
    private @Nullable Surrogate current;

    Model(History history, Encoding encoding) {
        this.history = history;
        this.encoding = encoding;
    }

    /** Whether anything was measured. */
    boolean exists() {
        return history.informs();
    }

    /**
     * The surrogate of all outcomes.
     *
     * @throws SearchException if nothing was measured
     */
    Surrogate current() {
        int count = history.count();
        if (current == null || current.observations().count() != count) {
            Observations all = history.observations(count, encoding).orElseThrow(() -> new SearchException("""
                    search: at least one value must be told before something can be expected, but none was.
                    Maybe all evaluations failed: see their causes."""));
            current = fitted(all);
        }
        return current;
    }

    private Surrogate fitted(Observations all) {
        int full = all.count() / PERIOD * PERIOD;
        Optional<Observations> first = full == all.count() ? Optional.empty() : history.observations(full, encoding);
        return first.map(observations -> base(observations).refined(all)).orElseGet(() -> Surrogate.fit(all));
    }

    private Surrogate base(Observations first) {
        if (base == null || base.observations().count() != first.count()) {
            base = Surrogate.fit(first);
        }
        return base;
    }
}
