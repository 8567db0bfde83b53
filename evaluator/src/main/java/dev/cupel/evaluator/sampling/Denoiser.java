package dev.cupel.evaluator.sampling;

/** A model of clean latents. */
@FunctionalInterface
public interface Denoiser {

    /**
     * The expected clean latents behind noisy ones.
     *
     * @param x     noisy latents, shape (batch, n); not to be changed
     * @param sigma standard deviation of their noise, above 0
     * @return expected clean latents, a new array of the same shape
     */
    float[][] denoise(float[][] x, float sigma);
}
