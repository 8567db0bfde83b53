package dev.cupel.merger.method;

import java.util.List;

/**
 * What B and C have in common as seen from A, or what only one of them has. As SuperMerger's extract.
 *
 * <p>With {@code X = B - A}, {@code Y = C - A}, the cosine c of X and Y along the last dimension, {@code d = ((c + 1) / 2)^gamma}:
 * {@code A + ((1 - alpha) X + alpha Y) ((1 - beta) d + beta (1 - d))}. Beta 0 keeps the common part, 1 the part that is not. The
 * cosine is 0 where X or Y is 0.
 *
 * @param gamma how much the cosine counts; 0 or more, 0.3 in SuperMerger's panel
 */
public record Extract(double gamma) implements Formula {

    static final String GAMMA = "gamma";

    @Override
    public String name() {
        return "extract";
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
        return false;
    }

    @Override
    public Settings settings() {
        return Settings.of(GAMMA, gamma);
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        float[] a = values.a();
        float[] b = values.b();
        float[] c = values.c();
        long[] shape = values.shape();
        int row = shape.length == 0 ? 1 : (int) shape[shape.length - 1];
        for (int i = 0; i < values.length(); i++) {
            b[i] -= a[i];
            c[i] -= a[i];
        }
        float alpha = (float) coefficient.alpha();
        for (int from = 0; from < values.length(); from += row) {
            double common = Math.pow((Cosine.of(b, c, from, row, 1) + 1) / 2, gamma);
            float share = (float) ((1 - coefficient.beta()) * common + coefficient.beta() * (1 - common));
            for (int i = from; i < from + row; i++) {
                a[i] += ((1 - alpha) * b[i] + alpha * c[i]) * share;
            }
        }
        return a;
    }
}
