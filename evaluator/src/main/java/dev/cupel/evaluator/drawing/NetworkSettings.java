package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.sampling.NoiseSchedule;
import dev.cupel.merger.checkpoint.Prediction;

/**
 * How the networks are asked.
 *
 * @param training what the U-Net was trained for
 * @param guidance what is done about guidance that goes too far
 * @param merging  how many of its tokens the U-Net takes for others
 * @param tiling   whether pictures continue at the opposite side, so that they can be laid side by side
 * @param vaeTiles when the autoencoder sees a picture in tiles
 */
public record NetworkSettings(Training training, Guidance guidance, TokenMerging merging, boolean tiling,
        VaeTiles vaeTiles) {

    /** Nothing out of the ordinary. */
    public static final NetworkSettings USUAL = new NetworkSettings(
            new Training(Predicted.NOISE, NoiseSchedule.Variant.PUBLISHED), new Guidance(0, 0), new TokenMerging(0, 0),
            false, VaeTiles.LARGE);

    /** What a U-Net tells. */
    public enum Predicted {
        /** The noise in a latent (epsilon). */
        NOISE,
        /** The velocity (v): noise less clean latent, in latents of unit variance (Salimans and Ho 2022). */
        VELOCITY
    }

    /**
     * What the U-Net was trained for.
     *
     * @param predicted what it tells
     * @param levels    the noise levels that it knows
     */
    public record Training(Predicted predicted, NoiseSchedule.Variant levels) {

        /**
         * With what a model's file says of itself, where nothing out of the ordinary was said.
         *
         * @param zeroTerminal whether it was trained down to no signal at all
         */
        public Training or(Prediction prediction, boolean zeroTerminal) {
            boolean velocity = predicted == Predicted.NOISE && prediction == Prediction.V;
            boolean terminal = levels == NoiseSchedule.Variant.PUBLISHED && zeroTerminal;
            return new Training(velocity ? Predicted.VELOCITY : predicted,
                    terminal ? NoiseSchedule.Variant.ZERO_TERMINAL : levels);
        }

        /** With what is said elsewhere, where nothing out of the ordinary was said here. */
        public Training or(Training other) {
            return new Training(predicted == Predicted.NOISE ? other.predicted : predicted,
                    levels == NoiseSchedule.Variant.PUBLISHED ? other.levels : levels);
        }
    }

    /**
     * What is done about guidance that goes too far.
     *
     * @param rescale   how much of the prediction's deviation is brought back to that of the prompt alone, 0 to 1 (Lin et
     *                  al. 2023, equations 15 and 16)
     * @param skipBelow noise level below which every second step leaves the negative prompt out ("negative guidance
     *                  minimum sigma"); 0 for never
     */
    public record Guidance(double rescale, double skipBelow) {

        public Guidance {
            check(rescale >= 0 && rescale <= 1, "cfg rescale", "be 0 to 1", rescale, "0.7 is usual where it is used.");
            check(skipBelow >= 0 && skipBelow <= 15, "negative guidance minimum sigma", "be 0 to 15", skipBelow,
                    "0 is usual.");
        }
    }

    /**
     * How many of its tokens the U-Net takes for others in self-attention at full size (Bolya and Hoffman 2023).
     *
     * @param ratio share of the tokens, 0 to 0.75, as one in four stays in any case
     * @param hires the same in the second pass of a hires fix; 0 for the ratio of the first
     */
    public record TokenMerging(double ratio, double hires) {

        public TokenMerging {
            check(ratio >= 0 && ratio <= 0.9, "token merging ratio", "be 0 to 0.9", ratio, "0.5 is much.");
            check(hires >= 0 && hires <= 0.9, "token merging ratio hr", "be 0 to 0.9", hires, "0.5 is much.");
        }

        /** The share in the second pass. */
        double second() {
            return hires > 0 ? hires : ratio;
        }
    }

    /** When the autoencoder sees a picture in overlapping tiles: less memory, and hardly another picture. */
    public enum VaeTiles {
        /** For pictures of more than 1536 x 1536 pixels. */
        LARGE,
        /** For all that are larger than a tile. */
        ALWAYS,
        /** Never. */
        NEVER
    }

    /** The same for another U-Net. */
    public NetworkSettings with(Training other) {
        return new NetworkSettings(other, guidance, merging, tiling, vaeTiles);
    }

    private static void check(boolean holds, String name, String rule, double value, String advice) {
        if (!holds) {
            throw new EvaluationException("%s: must %s, but is %s.\n%s".formatted(name, rule, value, advice));
        }
    }
}
