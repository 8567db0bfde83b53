package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code alpha A}. As sd-mecha 1.1.5's scale, of differences, and mergekit's passthrough (June 2026), whose scale is alpha. Of a
 * difference it is a difference, of a model a model.
 */
public record Scale() implements Formula {

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE);
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        float[] a = values.a();
        float alpha = (float) coefficient.alpha();
        for (int i = 0; i < values.length(); i++) {
            a[i] *= alpha;
        }
        return a;
    }
}
