package dev.cupel.merger.method;

import java.util.List;

/**
 * The real part of {@code A^(1 - alpha) B^alpha} over the complex numbers:
 * {@code |A|^(1 - alpha) |B|^alpha cos(pi ((1 - alpha) [A < 0] + alpha [B < 0]))}. As sd-mecha 1.1.5. 0^0 is 1, so that alpha 0
 * is A and alpha 1 is B.
 */
public record GeometricSum() implements Formula {

    @Override
    public String name() {
        return "geometric_sum";
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
        double alpha = coefficient.alpha();
        double[] turns = {1, StrictMath.cos(Math.PI * (1 - alpha)), StrictMath.cos(Math.PI * alpha), -1};
        for (int i = 0; i < values.length(); i++) {
            double size = StrictMath.exp(power(a[i], 1 - alpha) + power(b[i], alpha));
            a[i] = (float) (size * turns[(a[i] < 0 ? 1 : 0) + (b[i] < 0 ? 2 : 0)]);
        }
        return a;
    }

    /** The logarithm of |x|^exponent. */
    private static double power(double x, double exponent) {
        return exponent == 0 ? 0 : exponent * StrictMath.log(Math.abs(x));
    }
}
