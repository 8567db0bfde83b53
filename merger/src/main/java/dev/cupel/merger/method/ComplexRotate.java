package dev.cupel.merger.method;

import java.util.List;

/**
 * Weights as angles, blended on the circle: with {@code u = exp(i pi A / |A|)}, {@code v = exp(i pi B / |B|)} the result is
 * {@code arg((1 - alpha) u + alpha v) / pi (|A| + |B|) / 2}. As sd-meh's open pull request 45.
 *
 * <p>Lengths are of the whole tensor; a model that is 0 has the angle 0. Alpha 0 is A scaled to the mean length, not A itself.
 */
public record ComplexRotate() implements Formula {

    @Override
    public String name() {
        return "complex_rotate";
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
        float[] a = values.a();
        float[] b = values.b();
        double lengthA = length(a, values.length());
        double lengthB = length(b, values.length());
        double alpha = coefficient.alpha();
        double scale = (lengthA + lengthB) / 2 / Math.PI;
        for (int i = 0; i < values.length(); i++) {
            double angleA = lengthA == 0 ? 0 : Math.PI * a[i] / lengthA;
            double angleB = lengthB == 0 ? 0 : Math.PI * b[i] / lengthB;
            double re = (1 - alpha) * Math.cos(angleA) + alpha * Math.cos(angleB);
            double im = (1 - alpha) * Math.sin(angleA) + alpha * Math.sin(angleB);
            a[i] = (float) (StrictMath.atan2(im, re) * scale);
        }
        return a;
    }

    private static double length(float[] x, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (double) x[i] * x[i];
        }
        return Math.sqrt(sum);
    }
}
