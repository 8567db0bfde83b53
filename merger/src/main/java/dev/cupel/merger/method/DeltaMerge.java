package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code C + alpha X}, where X is made of the differences of all other models from C: alpha 0 is the old base, whatever the
 * others are.
 */
public sealed interface DeltaMerge extends Direction
        permits Dropout, ModelStock, Ram, Sce, TaskArithmetic, TiesSum, TiesSumExtended, TiesWithDare {

    @Override
    default List<Role> roles() {
        return Role.NAMED;
    }

    @Override
    default boolean takesMore() {
        return true;
    }

    @Override
    default boolean pointwise() {
        return false;
    }

    @Override
    default Role base() {
        return Role.OLD_BASE;
    }

    @Override
    default float[] direction(Values values) {
        return combined(values.deltas(), values);
    }

    /**
     * Makes X.
     *
     * @param deltas the differences, two at least; they may be overwritten
     * @param values of the tensor; those of the models are gone
     * @return X; it may be one of the deltas
     */
    float[] combined(List<float[]> deltas, Values values);
}
