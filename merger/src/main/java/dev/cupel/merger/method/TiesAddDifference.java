package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Order;
import java.util.List;

/**
 * {@code C + alpha T}, where T is the mean of those of the differences A - C and B - C that are large and agree in sign. As sd-meh
 * 0.9.5, after P. Yadav et al., TIES-Merging (2023).
 *
 * <p>Of each difference those values stay whose magnitude reaches that of rank {@code max(trunc((1 - beta) n), 1)}: all for beta
 * 1, the largest for beta 0. At each place the sign is elected by one vote of each difference, and those of that sign are
 * averaged; where the two disagree the result is C. So it starts from C and not from A.
 */
public record TiesAddDifference() implements Formula {

    @Override
    public String name() {
        return "ties_add_difference";
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
        float[] c = values.c();
        int n = values.length();
        float leastA = subtract(a, c, n, coefficient.beta());
        float leastB = subtract(b, c, n, coefficient.beta());
        float alpha = (float) coefficient.alpha();
        for (int i = 0; i < n; i++) {
            float first = Math.abs(a[i]) >= leastA ? a[i] : 0;
            float second = Math.abs(b[i]) >= leastB ? b[i] : 0;
            c[i] += alpha * agreed(first, second);
        }
        return c;
    }

    /** Leaves the difference in x, and returns the least magnitude that stays. */
    private static float subtract(float[] x, float[] c, int n, double density) {
        for (int i = 0; i < n; i++) {
            x[i] -= c[i];
        }
        return Order.kthMagnitude(x, n, Math.clamp((long) ((1 - density) * n), 1, n));
    }

    private static float agreed(float first, float second) {
        if (first == 0 || second == 0) {
            return first + second;
        }
        return first > 0 == second > 0 ? (first + second) / 2 : 0;
    }
}
