package dev.cupel.optimizer.descent;

import java.util.Arrays;

/**
 * Bounds of each variable.
 *
 * @param low shape (d), inclusive
 * @param high shape (d), inclusive, nowhere below {@code low}
 */
public record Box(double[] low, double[] high) {

    public Box {
        low = low.clone();
        high = high.clone();
        for (int j = 0; j < low.length; j++) {
            if (!(low[j] <= high[j])) {
                throw new IllegalArgumentException("variable %s: low must not be above high, but low = %s and high = %s"
                        .formatted(j, low[j], high[j]));
            }
        }
    }

    /** The unit cube. */
    public static Box unit(int dimension) {
        double[] high = new double[dimension];
        Arrays.fill(high, 1);
        return new Box(new double[dimension], high);
    }

    /** The nearest point of the box. */
    public double[] clamp(double[] x) {
        double[] inside = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            inside[j] = Math.clamp(x[j], low[j], high[j]);
        }
        return inside;
    }
}
