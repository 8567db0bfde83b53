package dev.cupel.merger.method;

import java.util.Optional;

/**
 * A method of the form {@code p * base + q * X}, where base is one of the models, and only p and q depend on alpha. X is
 * computed once for a whole search.
 */
public sealed interface Direction extends MergeMethod
        permits Add, AddDifference, AddOpposite, AddPerpendicular, ArceeFusion, Blend, DeltaMerge, MultiSlerp,
        PerpendicularComponent, PlusRandom, SmoothAdd, Subtract, TrainDifference, TruncateKronecker, TruncateRank,
        WeightedSum {

    /**
     * X as a sum of models.
     *
     * @param plus the model that counts once
     * @param minus the model that is subtracted from it, if there is one
     */
    record Terms(Role plus, Optional<Role> minus) {}

    /** The model that X is added to. */
    default Role base() {
        return Role.NEW_BASE;
    }

    /** Whether p is 1 for every alpha: where X is 0, the result is the base, bit for bit. */
    default boolean additive() {
        return true;
    }

    /** Whether X is worth keeping for the next alpha: not where it is a model's tensor as it is. */
    default boolean computed() {
        return true;
    }

    /**
     * The models that X is a sum of, where it is one. A value of theirs that is no finite number then shows in the result: only
     * that is looked through, which takes less time than looking through every model.
     */
    default Optional<Terms> terms() {
        return Optional.empty();
    }

    /** The weights of base and X. */
    default Mix mix(Coefficient coefficient) {
        return new Mix(1, (float) coefficient.alpha());
    }

    /**
     * Computes X.
     *
     * @param values of all models; the arrays may be overwritten
     * @return X, as many values; it may be one of the arrays
     */
    float[] direction(Values values);
}
