package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Order;
import java.util.List;

/**
 * {@code A + alpha m (B - A)}, m 1 where B differs most and 0 elsewhere. As mergekit's arcee_fusion (June 2026), where alpha is 1.
 *
 * <p>A value's importance is {@code |B - A| KL(softmax(B) + 1e-8 || softmax(A) + 1e-8)}, the divergence taken of its row, along
 * the last dimension. m is 1 from the median plus 1.5 times the distance of the quartiles on. mergekit takes the quartiles of a
 * million values drawn at random where there are more; here all count, so that the result is always the same.
 */
public record ArceeFusion() implements Direction {

    private static final double SMOOTHING = 1e-8;

    @Override
    public String name() {
        return "arcee_fusion";
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
    public float[] direction(Values values) {
        float[] a = values.a();
        float[] b = values.b();
        int length = values.length();
        long[] shape = values.shape();
        int row = shape.length == 0 ? 1 : (int) shape[shape.length - 1];
        float[] importance = new float[length];
        for (int start = 0; start < length; start += row) {
            double divergence = divergence(b, a, start, row);
            for (int i = start; i < start + row; i++) {
                importance[i] = (float) (Math.abs(b[i] - a[i]) * divergence);
            }
        }
        float threshold = threshold(importance, length);
        for (int i = 0; i < length; i++) {
            a[i] = importance[i] >= threshold ? b[i] - a[i] : 0;
        }
        return a;
    }

    private static float threshold(float[] importance, int length) {
        float median = quantile(importance, length, 0.5);
        float spread = quantile(importance, length, 0.75) - quantile(importance, length, 0.25);
        return median + 1.5f * spread;
    }

    private static float quantile(float[] importance, int length, double q) {
        return Order.kthMagnitude(importance, length, 1 + (int) (q * (length - 1)));
    }

    /** {@code sum p ln(p / q)} of the smoothed softmax of a row of x and of y; not below 0 by rounding. */
    private static double divergence(float[] x, float[] y, int start, int row) {
        double scaleX = logOfSum(x, start, row);
        double scaleY = logOfSum(y, start, row);
        double sum = 0;
        for (int i = start; i < start + row; i++) {
            double p = StrictMath.exp(x[i] - scaleX) + SMOOTHING;
            double q = StrictMath.exp(y[i] - scaleY) + SMOOTHING;
            sum += p * StrictMath.log(p / q);
        }
        return Math.max(sum, 0);
    }

    private static double logOfSum(float[] x, int start, int row) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = start; i < start + row; i++) {
            largest = Math.max(largest, x[i]);
        }
        double sum = 0;
        for (int i = start; i < start + row; i++) {
            sum += StrictMath.exp(x[i] - largest);
        }
        return largest + StrictMath.log(sum);
    }
}
