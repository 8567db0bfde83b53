package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code C + |A - C|^(1 - alpha) |B - C|^alpha}, the geometric mean of both differences, with the signs of
 * {@code (1 - beta) A + beta B - C}. As sd-meh 0.9.5.
 *
 * <p>Where one of the differences is 0 the result is C, unless alpha takes only the other. Alpha counts as 0 to 1, whatever it is:
 * beyond, a difference of 0 would have to be divided by.
 */
public record MultiplyDifference() implements Formula {

    @Override
    public String name() {
        return "multiply_difference";
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
        double alpha = Math.clamp(coefficient.alpha(), 0, 1);
        float beta = (float) coefficient.beta();
        float rest = (float) (1 - coefficient.beta());
        for (int i = 0; i < values.length(); i++) {
            double mean = mean(Math.abs(a[i] - c[i]), Math.abs(b[i] - c[i]), alpha);
            float sign = rest * a[i] + beta * b[i] - c[i];
            a[i] = c[i] + (float) Math.copySign(mean, sign);
        }
        return a;
    }

    /** {@code x^(1 - t) y^t}, with 0^0 = 1. */
    private static double mean(double x, double y, double t) {
        if (t == 0) {
            return x;
        }
        if (t == 1) {
            return y;
        }
        return x == 0 || y == 0 ? 0 : Math.exp((1 - t) * Math.log(x) + t * Math.log(y));
    }
}
