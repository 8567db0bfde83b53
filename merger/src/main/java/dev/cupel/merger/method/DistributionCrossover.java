package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Order;
import dev.cupel.merger.numeric.RealFilter;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Low frequencies of A with high ones of B, along the order of C's values. As sd-meh 0.9.5.
 *
 * <p>A and B are sorted by the values of C and transformed. With m = n / 2 + 1 frequencies, frequency j is B's by
 * {@code clamp((j / m - alpha) / beta + 1/2, 0, 1)}, or, for beta up to 1e-10, wholly where {@code j / m >= alpha}, and A's by the
 * rest. So alpha 1 is A and alpha 0 is B. A tensor of no dimension is {@code alpha A + (1 - alpha) B}. Equal values of C stay in
 * the order of their places.
 *
 * <p>As the transform is linear, only B - A is transformed, in float64. Needs 24 bytes a value while it runs.
 */
public record DistributionCrossover() implements Formula {

    private static final double HARD = 1e-10;

    @Override
    public String name() {
        return "distribution_crossover";
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
    public float[] merge(Values values, Coefficient coefficient) {
        float[] a = values.a();
        float[] b = values.b();
        int n = values.length();
        if (values.shape().length == 0) {
            new Mix((float) coefficient.alpha(), (float) (1 - coefficient.alpha())).apply(a, b, n);
            return a;
        }
        int[] places = Order.ascending(values.c(), n);
        double[] difference = new double[n];
        for (int rank = 0; rank < n; rank++) {
            difference[rank] = (double) b[places[rank]] - a[places[rank]];
        }
        RealFilter.apply(difference, filter(n / 2 + 1, (float) coefficient.alpha(), (float) coefficient.beta()));
        for (int rank = 0; rank < n; rank++) {
            a[places[rank]] = (float) (a[places[rank]] + difference[rank]);
        }
        return a;
    }

    private static IntToDoubleFunction filter(int count, float alpha, float beta) {
        if (beta > HARD) {
            return j -> Math.clamp(((float) j / count - alpha) / beta + 0.5f, 0f, 1f);
        }
        return j -> (float) j / count >= alpha ? 1 : 0;
    }
}
