package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code (1 - alpha) A + alpha X}, where X is made of A, B and the further models: alpha 1 is what the program gives that the
 * method comes from.
 */
public sealed interface Blend extends Direction permits Clamp, GeometricMedian, Karcher, Linear, NAverage {

    @Override
    default List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    default boolean takesMore() {
        return true;
    }

    @Override
    default boolean additive() {
        return false;
    }

    @Override
    default Mix mix(Coefficient coefficient) {
        return new Mix((float) (1 - coefficient.alpha()), (float) coefficient.alpha());
    }
}
