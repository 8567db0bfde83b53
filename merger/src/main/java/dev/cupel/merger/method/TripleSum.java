package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code (1 - alpha - beta) A + alpha B + beta C}. As sd-meh 0.9.5, which lets alpha + beta be more than 1; SuperMerger's Triple
 * is the same number, computed as two blends.
 */
public record TripleSum() implements Formula {

    @Override
    public String name() {
        return "triple_sum";
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
        float[] b = values.b();
        float[] c = values.c();
        float first = (float) (1 - coefficient.alpha() - coefficient.beta());
        float second = (float) coefficient.alpha();
        float third = (float) coefficient.beta();
        for (int i = 0; i < values.length(); i++) {
            a[i] = first * a[i] + second * b[i] + third * c[i];
        }
        return a;
    }
}
