package dev.cupel.merger.plan;

import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.merger.weight.Part;
import dev.cupel.merger.weight.Weighting;
import org.jspecify.annotations.Nullable;

/**
 * One number of a merge, alpha or beta, for every tensor: a factor of all, times a weight for each.
 *
 * @param value factor of all, finite
 * @param weights factor of each tensor
 */
public record Strength(double value, Weighting weights) {

    /** 0 everywhere. */
    public static final Strength NONE = uniform(0);

    /**
     * @throws IllegalArgumentException if the value is not finite
     */
    public Strength {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("""
                    alpha or beta must be a finite number, but is %s.
                    Maybe a computation failed before.""".formatted(value));
        }
    }

    /** A weight for each block, and the text encoder's own weight or null for BASE's. */
    public Strength(double value, BlockWeights blocks, @Nullable Double textEncoder) {
        this(value, textEncoder == null ? Weighting.of(blocks) : Weighting.of(blocks).with(Part.CLIP, textEncoder));
    }

    /** The same value and weight 1 everywhere. */
    public static Strength uniform(double value) {
        return new Strength(value, Weighting.uniform(1));
    }

    /** The number for a tensor: the value times its weight. */
    public double of(String name) {
        return value * weights.of(name);
    }
}
