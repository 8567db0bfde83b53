package dev.cupel.merger.method;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a model is in a merge: the new base, the tuned model, the old base, or one of any number of further models.
 *
 * @param index 0 to 2 for the three that have names, from 3 on for the others
 */
public record Role(int index) implements Comparable<Role> {

    /** The model that the result stands on, A in the formulas. */
    public static final Role NEW_BASE = new Role(0);
    /** The fine-tuned model, B in the formulas. */
    public static final Role TUNED = new Role(1);
    /** What the fine-tuned model was made from, C in the formulas. */
    public static final Role OLD_BASE = new Role(2);
    /** The three that have names, in their order. */
    public static final List<Role> NAMED = List.of(NEW_BASE, TUNED, OLD_BASE);

    private static final List<String> NAMES = List.of("new_base", "tuned", "old_base");
    private static final String MORE = "model_";
    private static final int MOST = 64;

    /**
     * @throws IllegalArgumentException if the index is negative, or there would be more than 64 models
     */
    public Role {
        if (index < 0 || index >= MOST) {
            throw new IllegalArgumentException("""
                    a merge takes up to %d models, but one is to have the index %d.
                    Maybe merge in several steps.""".formatted(MOST, index));
        }
    }

    /**
     * A further model.
     *
     * @param number from 1 on
     */
    public static Role more(int number) {
        return new Role(NAMED.size() + number - 1);
    }

    /** The role of a {@link #key}; empty if no role is called so. */
    public static Optional<Role> of(String key) {
        return Stream.iterate(NEW_BASE, role -> new Role(role.index + 1)).limit(MOST)
                .filter(role -> role.key().equals(key)).findFirst();
    }

    /** The name in recipes, for example {@code new_base}, or {@code model_1} for the first further model. */
    public String key() {
        return index < NAMES.size() ? NAMES.get(index) : MORE + (index - NAMES.size() + 1);
    }

    /** Whether the model is one of those that a merge may have any number of. */
    public boolean further() {
        return index >= NAMES.size();
    }

    @Override
    public int compareTo(Role other) {
        return Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return key();
    }
}
