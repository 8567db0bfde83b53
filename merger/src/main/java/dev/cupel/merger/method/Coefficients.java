package dev.cupel.merger.method;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a merge: how much of the tuned model goes into each tensor.
 *
 * @param alpha factor of all, finite
 * @param weights factor of each block
 * @param textEncoder factor of the text encoder in place of BASE's, finite; null for BASE's
 */
public record Coefficients(double alpha, BlockWeights weights, @Nullable Double textEncoder) {

    /**
     * @throws IllegalArgumentException if a number is not finite
     */
    public Coefficients {
        requireFinite("alpha", alpha);
        if (textEncoder != null) {
            requireFinite("text_encoder", textEncoder);
        }
    }

    private static void requireFinite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("""
                    %s must be a finite number, but is %s.
                    Maybe a computation failed before.""".formatted(name, value));
        }
    }

    /** The same alpha and weight 1 everywhere. */
    public static Coefficients uniform(double alpha) {
        return new Coefficients(alpha, BlockWeights.uniform(1), null);
    }

    /** The coefficient c of a tensor: alpha times the weight of its block. */
    public double of(String name) {
        boolean text = name.startsWith(Checkpoint.TEXT_ENCODER);
        return alpha * (text && textEncoder != null ? textEncoder : weights.of(Block.of(name)));
    }
}
