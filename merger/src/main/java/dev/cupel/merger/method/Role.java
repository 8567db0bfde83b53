package dev.cupel.merger.method;

import java.util.Locale;

/** What a model is in a merge that rebases a fine-tune. */
public enum Role {
    /** The model that the result stands on, A in the formulas. */
    NEW_BASE,
    /** The fine-tuned model, B in the formulas. */
    TUNED,
    /** What the fine-tuned model was made from, C in the formulas. */
    OLD_BASE;

    /** The name in recipes and on the command line, for example {@code new_base}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
