package dev.cupel.evaluator.network;

import ai.djl.pytorch.jni.IValue;
import dev.cupel.evaluator.EvaluationException;

/** The autoencoder (VAE) of a Stable Diffusion 1.x model. */
public final class Autoencoder {

    /** Pixels per latent cell, along each side. */
    public static final int FACTOR = 8;

    private final DeviceWeights weights;

    /** @throws EvaluationException if the weights hold no autoencoder */
    public Autoencoder(DeviceWeights weights) {
        this.weights = weights;
        weights.shape("first_stage_model.decoder.conv_in.weight");
    }

    /**
     * Pictures of latents.
     *
     * @param latents (batch, 4, height, width) row-major, as the U-Net has them (scaled by 0.18215)
     * @param height  of a latent
     * @param width   of a latent
     * @return for each latent red, green and blue planes, (3, 8 * height, 8 * width) row-major, about -1 to 1
     */
    public float[][] decode(float[] latents, int height, int width) {
        int batch = latents.length / (UNet.CHANNELS * height * width);
        try (Frame frame = weights.compute().frame()) {
            IValue x = frame.floats(latents, batch, UNet.CHANNELS, height, width);
            return TextEncoder.split(frame.toFloats(frame.run("vae_decode", weights.value(), x)), batch);
        }
    }

    /**
     * Distributions of the latents of pictures.
     *
     * @param pictures (batch, 3, height, width) row-major, -1 to 1
     * @param height   of a picture, divisible by 8
     * @param width    of a picture, divisible by 8
     * @return for each picture four planes of means and four of log variances, (8, height / 8, width / 8), not scaled
     */
    public float[][] encode(float[] pictures, int height, int width) {
        int batch = pictures.length / (3 * height * width);
        try (Frame frame = weights.compute().frame()) {
            IValue x = frame.floats(pictures, batch, 3, height, width);
            return TextEncoder.split(frame.toFloats(frame.run("vae_encode", weights.value(), x)), batch);
        }
    }
}
