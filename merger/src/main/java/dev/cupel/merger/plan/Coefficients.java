package dev.cupel.merger.plan;

import dev.cupel.merger.method.Coefficient;
import dev.cupel.merger.weight.BlockWeights;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a merge.
 *
 * @param alpha how much of the tuned model goes into each tensor, for most methods
 * @param beta the second number of methods that have one; else 0
 */
public record Coefficients(Strength alpha, Strength beta) {

    /** Alpha alone: a factor of all, a weight for each block, and the text encoder's own weight or null for BASE's. */
    public Coefficients(double alpha, BlockWeights weights, @Nullable Double textEncoder) {
        this(new Strength(alpha, weights, textEncoder), Strength.NONE);
    }

    /** The same alpha and weight 1 everywhere, no beta. */
    public static Coefficients uniform(double alpha) {
        return new Coefficients(Strength.uniform(alpha), Strength.NONE);
    }

    /** The same alpha and beta everywhere. */
    public static Coefficients uniform(double alpha, double beta) {
        return new Coefficients(Strength.uniform(alpha), Strength.uniform(beta));
    }

    /** The numbers of a tensor. */
    public Coefficient of(String name) {
        return new Coefficient(alpha.of(name), beta.of(name));
    }
}
