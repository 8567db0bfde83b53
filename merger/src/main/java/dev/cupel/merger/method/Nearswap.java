package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code (1 - w) A + w B}, {@code w = clamp(alpha / |A - B|, 0, 1)}: each value goes towards B's, but by no more than alpha. As
 * mergekit (June 2026), whose t is alpha here. Differences below 1e-6 count as 1e-6.
 */
public record Nearswap() implements Formula {

    private static final double SMALLEST = 1e-6;

    @Override
    public String name() {
        return "nearswap";
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
    public float[] merge(Values values, Coefficient coefficient) {
        float[] a = values.a();
        float[] b = values.b();
        for (int i = 0; i < values.length(); i++) {
            double distance = Math.max(Math.abs((double) a[i] - b[i]), SMALLEST);
            double w = Math.clamp(coefficient.alpha() / distance, 0, 1);
            a[i] = (float) ((1 - w) * a[i] + w * b[i]);
        }
        return a;
    }
}
