package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Checkpoint;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How strongly a LoRA is applied.
 *
 * @param textEncoder weight of its text-encoder layers, finite; 0 leaves them alone
 * @param unet weight of its U-Net layers, finite; 0 leaves them alone
 * @param blocks factors of these weights, block by block
 */
public record LoraStrength(double textEncoder, double unet, LoraBlockWeights blocks) {

    /**
     * @throws IllegalArgumentException if a weight is not finite
     */
    public LoraStrength {
        if (!DoubleStream.of(textEncoder, unet).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("""
                    a LoRA's weights must be finite, but are te = %s and unet = %s.
                    Maybe a number is misspelt.""".formatted(textEncoder, unet));
        }
    }

    /** The same weight for all layers. */
    public static LoraStrength of(double weight) {
        return new LoraStrength(weight, weight, LoraBlockWeights.ALL);
    }

    /**
     * Reads what follows a LoRA's name in a prompt, as in {@code <lora:name:0.8:1:lbw=OUTALL>}: the text encoder's weight (default 1)
     * and the U-Net's (default: the text encoder's) by place or as {@code te=} and {@code unet=}, and {@code lbw=}.
     *
     * @throws IllegalArgumentException if an argument is none of these
     */
    public static LoraStrength parse(List<String> arguments) {
        LoraTag tag = LoraTag.parse(arguments);
        if (!tag.constant()) {
            throw new IllegalArgumentException("""
                    a LoRA's weight must be one number here, but is %s.
                    Maybe write it as in 0.8 or te=0.8: only a drawing has steps and passes.""".formatted(arguments));
        }
        return tag.first().at(0, 0, 1);
    }

    /** The larger weight of each part, whatever its sign; both have the same factors of blocks. */
    LoraStrength orLarger(LoraStrength other) {
        return new LoraStrength(larger(textEncoder, other.textEncoder), larger(unet, other.unet), blocks);
    }

    private static double larger(double weight, double other) {
        return Math.abs(other) > Math.abs(weight) ? other : weight;
    }

    /** The weight for a tensor, by its name in the Stable Diffusion layout. */
    double of(String tensor) {
        return (tensor.startsWith(Checkpoint.TEXT_ENCODER) ? textEncoder : unet) * blocks.of(tensor);
    }
}
