package dev.cupel.merger.method;

import java.util.List;

/**
 * Each tensor from the first model that has it: A, then B, then the further models. As sd-mecha 1.1.5's {@code a | b}. Alpha has
 * no meaning.
 */
public record Fallback() implements Formula {

    @Override
    public String name() {
        return "fallback";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean takesMore() {
        return true;
    }

    @Override
    public boolean hasAlpha() {
        return false;
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        return values.a();
    }
}
