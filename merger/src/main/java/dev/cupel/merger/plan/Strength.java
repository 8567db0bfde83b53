package dev.cupel.merger.plan;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * One number of a merge, alpha or beta, for every tensor: a factor of all, times a weight for each block.
 *
 * @param value factor of all, finite
 * @param weights factor of each block
 * @param textEncoder factor of the text encoder in place of BASE's, finite; null for BASE's
 */
public record Strength(double value, BlockWeights weights, @Nullable Double textEncoder) {

    /** 0 everywhere. */
    public static final Strength NONE = uniform(0);

    /**
     * @throws IllegalArgumentException if a number is not finite
     */
    public Strength {
        requireFinite("alpha or beta", value);
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

    /** The same value and weight 1 everywhere. */
    public static Strength uniform(double value) {
        return new Strength(value, BlockWeights.uniform(1), null);
    }

    /** The number for a tensor: the value times the weight of its block. */
    public double of(String name) {
        boolean text = name.startsWith(Checkpoint.TEXT_ENCODER);
        return value * (text && textEncoder != null ? textEncoder : weights.of(Block.of(name)));
    }
}
