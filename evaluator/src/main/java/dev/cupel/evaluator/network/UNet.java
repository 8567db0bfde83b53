package dev.cupel.evaluator.network;

import ai.djl.pytorch.jni.IValue;
import dev.cupel.evaluator.EvaluationException;

/** The U-Net of a Stable Diffusion 1.x model: predicts the noise in latents, under a condition. */
public final class UNet {

    /** Channels of a latent. */
    public static final int CHANNELS = 4;

    private static final String PREFIX = "model.diffusion_model.";

    private final DeviceWeights weights;
    private final int contextWidth;

    /** @throws EvaluationException if the weights hold no U-Net */
    public UNet(DeviceWeights weights) {
        this.weights = weights;
        weights.shape(PREFIX + "time_embed.0.weight");
        this.contextWidth = (int) weights
                .shape(PREFIX + "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight")[1];
    }

    /**
     * How the network is to work.
     *
     * @param circular whether latents continue at the opposite side
     * @param merged   share of the tokens that self-attention at full size takes for others (token merging), 0 for none
     */
    public record Manner(boolean circular, double merged) {

        /** As it was trained. */
        public static final Manner USUAL = new Manner(false, 0);
    }

    /**
     * What a batch of latents is to show: the text's keys and values for each cross-attention. They are the same in all
     * steps of a drawing, so they are computed once. Valid until the weights change.
     */
    public static final class Condition implements AutoCloseable {

        private final Frame frame;
        private final IValue keysValues;
        private final int batch;
        private final Manner manner;

        private Condition(Frame frame, IValue keysValues, int batch, Manner manner) {
            this.frame = frame;
            this.keysValues = keysValues;
            this.batch = batch;
            this.manner = manner;
        }

        /** How many latents it is for. */
        public int batch() {
            return batch;
        }

        @Override
        public void close() {
            frame.close();
        }
    }

    /** As {@link #condition(float[][], Manner)}, for the network as it was trained. */
    public Condition condition(float[][] text) {
        return condition(text, Manner.USUAL);
    }

    /**
     * Prepares text for {@link #noise}.
     *
     * @param text text states of each latent, (batch, tokens * width); all of the same number of tokens
     * @return to be closed by the caller
     */
    public Condition condition(float[][] text, Manner manner) {
        int length = text[0].length;
        float[] flat = new float[text.length * length];
        for (int i = 0; i < text.length; i++) {
            System.arraycopy(text[i], 0, flat, i * length, length);
        }
        Frame frame = weights.compute().frame();
        try (Frame input = weights.compute().frame()) {
            IValue states = input.floats(flat, text.length, length / contextWidth, contextWidth);
            return new Condition(frame, frame.run("unet_keys_values", weights.value(), states), text.length,
                    manner);
        }
    }

    /**
     * The noise in latents.
     *
     * @param latents scaled latents, (batch, 4, height, width) row-major
     * @param height  of a latent: an eighth of the picture's
     * @param width   of a latent: an eighth of the picture's
     * @param time    0 to 999; fractions are used as they are
     * @return the noise, of the same shape
     */
    public float[] noise(Condition condition, float[] latents, int height, int width, float time) {
        try (Frame frame = weights.compute().frame()) {
            IValue x = frame.floats(latents, condition.batch(), CHANNELS, height, width);
            IValue shifts = weights.derived(frame, "time " + time, owner -> shifts(owner, time));
            return frame.toFloats(frame.run("unet_noise", weights.value(condition.manner.circular()),
                    condition.keysValues, shifts, x, frame.number(condition.manner.merged())));
        }
    }

    /** What a time adds to the channels of each block: the same for all pictures, and in each drawing of the same steps. */
    private IValue shifts(Frame owner, float time) {
        try (Frame input = weights.compute().frame()) {
            return owner.run("unet_shifts", weights.value(), input.floats(new float[]{time}, 1));
        }
    }
}
