package dev.cupel.merger.method;

import java.util.List;

/**
 * The real part of {@code A (B / C)^p}, {@code p = alpha max(0, -lA lB / max(|lA|, |lB|)^2)}, {@code lX = ln |X| - ln |C|}: a factor
 * in place of a difference, where A and B went opposite ways from C. As sd-mecha 1.1.5.
 *
 * <p>A negative quotient to the power p has the real part {@code |B / C|^p cos(pi p)}. Where a logarithm has no value the result
 * is A.
 */
public record MultiplyQuotient() implements Formula {

    @Override
    public String name() {
        return "multiply_quotient";
    }

    @Override
    public List<Role> roles() {
        return Role.NAMED;
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
        for (int i = 0; i < values.length(); i++) {
            if (a[i] != 0 && b[i] != 0 && c[i] != 0) {
                a[i] = (float) (a[i] * factor(a[i], b[i], c[i], coefficient.alpha()));
            }
        }
        return a;
    }

    private static double factor(double a, double b, double c, double alpha) {
        double la = StrictMath.log(Math.abs(a / c));
        double lb = StrictMath.log(Math.abs(b / c));
        double larger = Math.max(Math.abs(la), Math.abs(lb));
        double power = larger == 0 ? 0 : alpha * Math.max(0, -(la / larger) * (lb / larger));
        double size = StrictMath.exp(power * lb);
        return b / c < 0 ? size * StrictMath.cos(Math.PI * power) : size;
    }
}
