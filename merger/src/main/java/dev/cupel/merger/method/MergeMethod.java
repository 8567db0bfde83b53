package dev.cupel.merger.method;

import java.util.List;

/**
 * A formula that merges models tensor by tensor, in float32.
 *
 * <p>A, B, C are the new base, the tuned model and the old base, as sd-meh's a, b, c. There are two kinds: a
 * {@link Direction} is a fixed change times alpha, which a search computes once, and a {@link Formula} is any other
 * function of alpha and beta. {@link Methods} lists them all with their names and settings.
 *
 * <p>A method is a value: two of the same type and settings are equal. It is used by several threads at once.
 */
public sealed interface MergeMethod permits Direction, Formula {

    /** The name in recipes and on the command line. */
    String name();

    /** The method's own numbers and switches, as {@link Methods#of} takes them; none for most. */
    default Settings settings() {
        return Settings.NONE;
    }

    /** The models that the formula needs. */
    List<Role> roles();

    /** Whether further models, beyond the three that have names, may be given. */
    default boolean takesMore() {
        return false;
    }

    /** Whether the result depends on alpha, as that of nearly all does. */
    default boolean hasAlpha() {
        return true;
    }

    /** Whether the result depends on beta. */
    default boolean hasBeta() {
        return false;
    }

    /**
     * Whether the result is a difference of models, which is no model itself but can be a part of another merge. Tensors that
     * cannot be merged, as a model lacks them, are left out of it.
     */
    default boolean givesDelta() {
        return false;
    }

    /** Whether a value of the result depends on values of the same place alone, so that a tensor can be merged in stretches. */
    boolean pointwise();
}
