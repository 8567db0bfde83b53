package dev.cupel.optimizer.gp;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.InverseErfc;

/** The standard normal distribution. */
public final class Normal {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double SQRT_TWO = Math.sqrt(2);
    private static final double DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);
    private static final double LEAST_SHARE = 1e-15;

    private Normal() {}

    /** φ(z), the density. */
    public static double density(double z) {
        return DENSITY_AT_ZERO * Math.exp(-0.5 * z * z);
    }

    /** Φ(z), the probability of a value below z. */
    public static double probability(double z) {
        return 0.5 * Erfc.value(-z * SQRT_HALF);
    }

    /** Φ⁻¹(p), the value below which lies the share p in (0, 1). */
    public static double quantile(double p) {
        return -SQRT_TWO * InverseErfc.value(2 * p);
    }

    /**
     * A quantile of a normal distribution that is truncated to a range.
     *
     * @param share of the truncated distribution below it, in [0, 1]
     * @param centre the mean before it was truncated
     * @param deviation the standard deviation before, above 0
     * @param low where the range begins
     * @param high where it ends
     */
    public static double truncatedQuantile(double share, double centre, double deviation, double low, double high) {
        double below = probability((low - centre) / deviation);
        double above = probability((high - centre) / deviation);
        // the quantile of 0 or 1 is infinite
        double inside = Math.clamp(below + share * (above - below), LEAST_SHARE, 1 - LEAST_SHARE);
        return Math.clamp(centre + deviation * quantile(inside), low, high);
    }
}
