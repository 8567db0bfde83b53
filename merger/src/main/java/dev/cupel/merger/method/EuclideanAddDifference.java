package dev.cupel.merger.method;

import java.util.List;

/**
 * The root of the mean square of both differences to C, turned to the signs and scaled to the length of the blend's difference.
 * As sd-meh 0.9.5.
 *
 * <p>With {@code u = (A - C) / |A - C|}, {@code v = (B - C) / |B - C|} (0 where a length is 0), {@code s = (1 - alpha) A + alpha B -
 * C} and {@code r = sqrt((1 - alpha) u^2 + alpha v^2)} with the signs of s, the result is {@code C + r / |r| |s|}. Lengths are of
 * the whole tensor. Outside 0 to 1, where the square can be negative, it counts as 0.
 *
 * @param compatibility sd-meh makes a tensor in which A, B and C agree NaN (0 / 0), which then is refused; ours is {@code C + s} there
 */
public record EuclideanAddDifference(Compatibility compatibility) implements Formula {

    @Override
    public String name() {
        return "euclidean_add_difference";
    }

    @Override
    public List<Role> roles() {
        return Role.NAMED;
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public Settings settings() {
        return compatibility.settings();
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        float[] a = values.a();
        float[] b = values.b();
        float[] c = values.c();
        int length = values.length();
        float alpha = (float) coefficient.alpha();
        float rest = (float) (1 - coefficient.alpha());
        double normA = distance(a, c, length);
        double normB = distance(b, c, length);
        double squareS = 0;
        double squareR = 0;
        for (int i = 0; i < length; i++) {
            double u = normA == 0 ? 0 : (a[i] - c[i]) / normA;
            double v = normB == 0 ? 0 : (b[i] - c[i]) / normB;
            float s = rest * a[i] + alpha * b[i] - c[i];
            double square = Math.max(0, rest * u * u + alpha * v * v);
            squareS += (double) s * s;
            squareR += square;
            a[i] = s;
            b[i] = (float) Math.copySign(Math.sqrt(square), s);
        }
        if (squareR == 0 && compatibility == Compatibility.NONE) {
            return plus(c, a, 1, length);
        }
        return plus(c, b, (float) (Math.sqrt(squareS) / Math.sqrt(squareR)), length);
    }

    private static double distance(float[] x, float[] y, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            double difference = x[i] - y[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    private static float[] plus(float[] base, float[] x, float factor, int length) {
        for (int i = 0; i < length; i++) {
            base[i] += factor * x[i];
        }
        return base;
    }
}
