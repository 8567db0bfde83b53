package dev.cupel.evaluator.sampling;

/** Fresh standard normal numbers for the steps of a stochastic sampler. */
@FunctionalInterface
public interface NoiseSource {

    /** The next draw for each latent of the batch, shape (batch, n). */
    float[][] next();
}
