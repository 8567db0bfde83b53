package dev.cupel.optimizer.gp;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.InverseErfc;

/** The standard normal distribution. */
public final class Normal {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double SQRT_TWO = Math.sqrt(2);
    private static final double DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);

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
}
