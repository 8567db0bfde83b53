package dev.cupel.optimizer.search;

/** How points are chosen after the initial ones. */
public enum Method {
    /** By the expected improvement under a Gaussian process. */
    BAYESIAN,
    /** Uniformly at random: what every method must beat. */
    RANDOM
}
