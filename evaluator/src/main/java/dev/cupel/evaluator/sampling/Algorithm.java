package dev.cupel.evaluator.sampling;

/** A sampler's way down the noise levels. */
@FunctionalInterface
interface Algorithm {

    /** The latents at the last level. */
    <L extends Latents<L>> L sample(Walk<L> walk);
}
