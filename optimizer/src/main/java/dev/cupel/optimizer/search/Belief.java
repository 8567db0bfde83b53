package dev.cupel.optimizer.search;

import java.util.List;

/** Where a person believes that the best value of an axis is. */
public sealed interface Belief {

    /** The name of the axis. */
    String axis();

    /**
     * Of a number: a normal distribution.
     *
     * @param axis the name of the axis
     * @param mean the likeliest value, in the unit of the axis
     * @param deviation its standard deviation, above 0; on a logarithmic axis still in its unit, at the mean
     */
    record Near(String axis, double mean, double deviation) implements Belief {

        public Near {
            if (!Double.isFinite(mean) || !(deviation > 0)) {
                throw new SearchException("""
                        belief on '%s': the mean must be finite and the deviation above 0, but they are %s and %s.
                        Maybe leave out the belief.""".formatted(axis, mean, deviation));
            }
        }
    }

    /**
     * Of a choice: how likely each option is.
     *
     * @param axis the name of the axis
     * @param weights one for each option in its order, above 0; only their ratios count
     */
    record Weights(String axis, List<Double> weights) implements Belief {

        public Weights {
            weights = List.copyOf(weights);
            if (!weights.stream().allMatch(weight -> weight > 0 && Double.isFinite(weight))) {
                throw new SearchException("""
                        belief on '%s': the weights must be above 0, but they are %s.
                        Maybe give a small weight, so that enough good values can prove the belief wrong."""
                        .formatted(axis, weights));
            }
        }
    }
}
