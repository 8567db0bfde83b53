package dev.cupel.merger.method;

import dev.cupel.merger.numeric.RadialFilter;
import java.util.List;

/**
 * The low frequencies of A and the high ones of B, over all axes of the tensor. As sd-mecha 1.1.5.
 *
 * <p>With r the frequency from 0 to 1 ({@link RadialFilter}), B's share of it is 1 where {@code r > 1 - alpha} and else 0 for a tilt of
 * 0; {@code clamp(cot(pi tilt / 2)(r + alpha - 1) + alpha, 0, 1)} for a tilt to 1, where it is alpha everywhere: a weighted
 * sum. From 1 to 2 the slope turns on until low frequencies come from B, and so on to 4, which is 0 again. Alpha 0 is A, alpha 1 is B, and so are alphas beyond,
 * which sd-mecha refuses.
 *
 * @param tilt from 0 to 4
 */
public record Crossover(double tilt) implements Formula {

    private static final double NONE = 1e-10;

    @Override
    public String name() {
        return "crossover";
    }

    @Override
    public Settings settings() {
        return Settings.of("tilt", tilt);
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        double alpha = Math.clamp(coefficient.alpha(), 0, 1);
        float[] a = values.a();
        float[] b = values.b();
        if (alpha == 0 || alpha == 1) {
            return alpha == 0 ? a : b;
        }
        if (tilt == 1 || values.shape().length == 0) {
            new Mix((float) (1 - alpha), (float) alpha).apply(a, b, values.length());
            return a;
        }
        for (int i = 0; i < values.length(); i++) {
            b[i] = b[i] - a[i];
        }
        RadialFilter.apply(b, values.shape(), r -> share(r, alpha));
        new Mix(1, 1).apply(a, b, values.length());
        return a;
    }

    /** B's share of a frequency; above a tilt of 2 it is 1 less that of the tilt for 1 - alpha. */
    private double share(double r, double alpha) {
        return tilt > 2 ? 1 - filter(r, 1 - alpha) : filter(r, alpha);
    }

    private double filter(double r, double alpha) {
        if (tilt < NONE || 4 - tilt < NONE) {
            return (float) r > (float) (1 - alpha) ? 1 : 0;
        }
        if (Math.abs(tilt - 2) < NONE) {
            return (float) r < (float) (1 - alpha) ? 1 : 0;
        }
        double slope = 1 / StrictMath.tan(Math.PI * tilt / 2);
        boolean rising = tilt <= 1 || tilt > 2 && tilt <= 3;
        return Math.clamp(rising ? slope * (r + alpha - 1) + alpha : slope * (r - alpha) + alpha, 0, 1);
    }
}
