package dev.cupel.evaluator.sampling;

/**
 * Standard normal numbers for the steps of a stochastic sampler.
 *
 * @param <L> kind of latents
 */
@FunctionalInterface
public interface NoiseSource<L extends Latents<L>> {

    /**
     * Noise for the way between two noise levels. A plain source ignores them and draws afresh at each call; a
     * {@link BrownianTree} gives what one Brownian path does between them, over the root of their distance.
     *
     * @param from above {@code to}
     * @param to   at least 0
     */
    L between(double from, double to);
}
