package dev.cupel.optimizer.search;

/** How points are chosen. */
public enum Method {
    /** By the expected improvement under a Gaussian process, after some points that fill the space evenly. */
    BAYESIAN("gp"),
    /** Uniformly at random: what every method must beat. */
    RANDOM("random"),
    /** By a scrambled Sobol sequence: evenly, however many there are. */
    SOBOL("sobol"),
    /** By Latin hypercubes: a block of points has one in each slice of each axis. */
    LATIN_HYPERCUBE("lhs"),
    /** By the evolution of a normal distribution whose covariance adapts, CMA-ES. */
    EVOLUTION("cmaes"),
    /** By the ratio of the densities of good and bad points, the tree-structured Parzen estimator. */
    PARZEN("tpe");

    private final String key;

    Method(String key) {
        this.key = key;
    }

    /** Its short name, such as {@code gp}. */
    public String key() {
        return key;
    }

    @Override
    public String toString() {
        return key;
    }
}
