package dev.cupel.optimizer.search;

/**
 * How to search.
 *
 * @param seed every random choice follows from it
 * @param initial how many points to try before a model chooses, those that the caller enqueued included; of Latin
 *     hypercubes, the size of a block; at least 1. The methods without a model do not ask for it, nor does CMA-ES
 * @param method how points are chosen
 * @param goal what is looked for
 * @param replicates whether an evaluated point may be proposed again, when measuring it once more is worth more than a new one
 *     ({@link Origin#REPLICATION}). It takes a caller whose next measurement there is an independent one, and a
 *     single objective, and has an effect only where there is noise
 * @param trustRegion whether, of one objective, a model's proposals keep to a region around the best point, which narrows as long as
 *     nothing better is found; it matters to the Bayesian method alone
 */
public record SearchSettings(long seed, int initial, Method method, Goal goal, boolean replicates,
        boolean trustRegion) {
    private static final int FEW = 12;
    /** As in Optuna. */
    private static final int FEW_OF_PARZEN = 10;

    public SearchSettings {
        if (initial < 1) {
            throw new SearchException("""
                    search: initial must be at least 1, but it is %s.
                    Maybe use about three times the square root of the number of axes.""".formatted(initial));
        }
        checkObjectives("reference", goal.reference().size(), replicates, trustRegion);
    }

    private static void checkObjectives(String what, int count, boolean replicates, boolean trustRegion) {
        if (count > 1 && (replicates || !trustRegion)) {
            throw new SearchException("""
                    %s: a search %s must have one objective, but there are %s.
                    Maybe leave that out.""".formatted(what,
                    replicates ? "that measures points again (replicate)" : "without a trust region", count));
        }
    }

    /** A search for the highest value that measures no point twice and has a trust region. */
    public SearchSettings(long seed, int initial, Method method) {
        this(seed, initial, method, Goal.HIGHEST, false, true);
    }

    /**
     * Refuses several objectives where a search must have one.
     *
     * @param what whose objectives they are, as the message begins
     * @param count how many
     * @throws SearchException if they are several, and this search measures points again or has no trust region
     */
    public void checkObjectives(String what, int count) {
        checkObjectives(what, count, replicates, trustRegion);
    }

    /** A Bayesian search. */
    public static SearchSettings bayesian(long seed, int initial) {
        return new SearchSettings(seed, initial, Method.BAYESIAN);
    }

    /** The same with another goal. */
    public SearchSettings towards(Goal other) {
        return new SearchSettings(seed, initial, method, other, replicates, trustRegion);
    }

    /** The same with another number of initial points. */
    public SearchSettings starting(int points) {
        return new SearchSettings(seed, points, method, goal, replicates, trustRegion);
    }

    /** The same with other random choices. */
    SearchSettings seeded(long other) {
        return new SearchSettings(other, initial, method, goal, replicates, trustRegion);
    }

    /** The same, but it may propose evaluated points again. */
    public SearchSettings replicating() {
        return new SearchSettings(seed, initial, method, goal, true, trustRegion);
    }

    /** The same, but its model proposes points anywhere: without a trust region. */
    public SearchSettings everywhere() {
        return new SearchSettings(seed, initial, method, goal, replicates, false);
    }

    /**
     * A good number of initial points: {@value #FEW_OF_PARZEN} of the Parzen estimator; else 3√D, and at least {@value #FEW}: with fewer
     * on six axes, more searches stayed on the second highest hill of Hartmann's function.
     *
     * @param dimension D
     * @param trials how many trials the search will have in all; at most half of them are initial
     */
    public static int initialFor(Method method, int dimension, int trials) {
        int few = method == Method.PARZEN ? FEW_OF_PARZEN : Math.max(FEW, (int) Math.ceil(3 * Math.sqrt(dimension)));
        return Math.max(1, Math.min(few, trials / 2));
    }
}
