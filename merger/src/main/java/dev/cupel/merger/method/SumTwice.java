package dev.cupel.merger.method;

import java.util.List;

/** {@code (1 - beta) ((1 - alpha) A + alpha B) + beta C}. As sd-meh. */
public record SumTwice() implements Formula {

    @Override
    public String name() {
        return "sum_twice";
    }

    @Override
    public List<Role> roles() {
        return Role.NAMED;
    }

    @Override
    public boolean hasBeta() {
        return true;
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        float[] a = values.a();
        new Mix((float) (1 - coefficient.alpha()), (float) coefficient.alpha()).apply(a, values.b(), values.length());
        new Mix((float) (1 - coefficient.beta()), (float) coefficient.beta()).apply(a, values.c(), values.length());
        return a;
    }
}
