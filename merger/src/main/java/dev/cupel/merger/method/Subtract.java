package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code alpha (A - B)}: a difference, for a merge that adds it somewhere. As sd-mecha 1.1.5's subtract, and its scale for
 * other alphas than 1.
 */
public record Subtract() implements Direction {

    @Override
    public String name() {
        return "subtract";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean givesDelta() {
        return true;
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public boolean additive() {
        return false;
    }

    @Override
    public Mix mix(Coefficient coefficient) {
        return new Mix(0, (float) coefficient.alpha());
    }

    @Override
    public float[] direction(Values values) {
        float[] a = values.a();
        float[] b = values.b();
        for (int i = 0; i < values.length(); i++) {
            a[i] = a[i] - b[i];
        }
        return a;
    }
}
