package dev.cupel.evaluator.sampling;

/**
 * What a sampler adds up: a batch of latents as one vector. Values never change.
 *
 * <p>Each operation rounds once, in the numbers of the implementation: {@link FloatLatents} for drawing, doubles where
 * the algorithms themselves are tested.
 *
 * @param <L> the implementation
 */
public interface Latents<L extends Latents<L>> {

    /** {@code this + factor * other}. */
    L plus(double factor, L other);

    /** {@code this - other}. */
    L minus(L other);

    /** {@code factor * this}. */
    L times(double factor);

    /** {@code this / divisor}. */
    L over(double divisor);

    /**
     * How far this is from another result, in units of what is tolerated: the root mean square over all numbers of
     * {@code (this - other) / max(absolute, relative * max(|this|, |before|))}.
     */
    double distance(L other, L before, double absolute, double relative);
}
