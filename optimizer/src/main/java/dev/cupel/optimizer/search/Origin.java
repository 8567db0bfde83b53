package dev.cupel.optimizer.search;

/** Why a point was proposed. */
public enum Origin {
    /** The caller asked for it. */
    ENQUEUED,
    /** To fill the space evenly before a model exists, or now and then when noise hides the function. */
    SOBOL,
    /** A model finds it the most promising. */
    ACQUISITION,
    /** To measure once more what seems to be the best: the point is that of an earlier proposal. */
    REPLICATION,
    /** At random. */
    RANDOM,
    /** By a Latin hypercube. */
    LATIN_HYPERCUBE,
    /** By an evolving normal distribution. */
    EVOLUTION,
    /** By the densities of good and bad points. */
    PARZEN,
    /** By an earlier search of something similar. */
    EARLIER,
    /** Not by this searcher: a person named it, or it was proposed in an earlier run of the same search. */
    ADOPTED
}
