package dev.cupel.evaluator.objective;

import java.util.Locale;

/** Which part of a suite a prompt belongs to. */
public enum Split {
    /** Seen by the search. */
    SEARCH,
    /** Kept back for the final claim: never seen by the search. */
    HELD_OUT;

    /** The name in configurations and journals, such as {@code held_out}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
