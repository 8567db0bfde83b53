package dev.cupel.evaluator.sampling;

/**
 * A model of clean latents.
 *
 * @param <L> kind of latents
 */
@FunctionalInterface
public interface Denoiser<L extends Latents<L>> {

    /**
     * The expected clean latents behind noisy ones.
     *
     * @param x     noisy latents: clean ones plus noise
     * @param sigma standard deviation of the noise, above 0
     */
    L denoise(L x, double sigma);
}
