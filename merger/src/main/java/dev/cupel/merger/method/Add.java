package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code A + alpha B}, where B is a difference of models, such as {@link Subtract} makes. As sd-mecha's {@code add_difference},
 * which takes the difference ready made. With {@code B = X - Y} the bits are those of {@link AddDifference}.
 */
public record Add() implements Direction {

    @Override
    public String name() {
        return "add";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public float[] direction(Values values) {
        return values.b();
    }
}
