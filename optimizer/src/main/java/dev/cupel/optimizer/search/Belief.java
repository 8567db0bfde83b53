package dev.cupel.optimizer.search;

import java.util.List;

/** What a person believes of the best point. */
public sealed interface Belief {

    /** The names of the axes that it is about. */
    List<String> axes();

    /**
     * Of a number: a normal distribution.
     *
     * @param axis the name of the axis
     * @param mean the likeliest value, in the unit of the axis
     * @param deviation its standard deviation, above 0; on a logarithmic axis still in its unit, at the mean
     */
    record Near(String axis, double mean, double deviation) implements Belief {

        @Override
        public List<String> axes() {
            return List.of(axis);
        }

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

        @Override
        public List<String> axes() {
            return List.of(axis);
        }

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

    /**
     * Of numbers in an order, such as the weights of blocks by their depth: neighbours differ little.
     *
     * @param axes the names of the axes in their order, at least two
     * @param deviation the standard deviation of the difference of neighbours, in parts of their ranges, above 0
     */
    record Smooth(List<String> axes, double deviation) implements Belief {

        public Smooth {
            axes = List.copyOf(axes);
            if (axes.size() < 2 || axes.stream().distinct().count() < axes.size()) {
                throw new SearchException("""
                        belief on %s: it must be on two axes or more, all different.
                        Maybe name their neighbours, or leave out the belief.""".formatted(axes));
            }
            if (!(deviation > 0)) {
                throw new SearchException("""
                        belief on %s: the deviation must be above 0, but it is %s.
                        Maybe leave out the belief.""".formatted(axes, deviation));
            }
        }
    }
}
