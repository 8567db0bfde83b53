package dev.cupel.optimizer.search;

/** A rule for where to sample next, given what is known. */
sealed interface Sampling permits UniformSampling, EvenSampling, EvolutionStrategy, ParzenSampling {

    /**
     * A point of the unit cube, which need not be new, snapped or where constraints hold.
     *
     * @param index the number of the proposal
     * @param attempt 0, or how many points were refused for this proposal
     * @return shape (D)
     */
    double[] point(int index, int attempt);

    /** What the proposals are called. */
    Origin origin();
}
