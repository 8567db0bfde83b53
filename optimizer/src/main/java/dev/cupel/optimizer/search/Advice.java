package dev.cupel.optimizer.search;

import java.util.List;

/**
 * What is known or believed before a search begins.
 *
 * @param beliefs where the best values of some axes are believed to be; only the model listens
 * @param earlier outcomes of an earlier search of something similar, in their order. The model learns how much they tell; the
 *     others take them for outcomes of this search
 * @param depth names of real axes in an order in which neighbours act alike, such as the blocks of a network; only the model
 *     listens; empty if there is no such order
 */
public record Advice(List<Belief> beliefs, List<Earlier> earlier, List<String> depth) {
    /** Nothing. */
    public static final Advice NONE = new Advice(List.of(), List.of(), List.of());

    public Advice {
        beliefs = List.copyOf(beliefs);
        earlier = List.copyOf(earlier);
        depth = List.copyOf(depth);
    }

    /**
     * An outcome of an earlier search.
     *
     * @param point in the unit cube of this search, shape (D)
     * @param outcome what became of it
     */
    public record Earlier(double[] point, Outcome outcome) {

        public Earlier {
            point = point.clone();
        }

        @Override
        public double[] point() {
            return point.clone();
        }
    }
}
