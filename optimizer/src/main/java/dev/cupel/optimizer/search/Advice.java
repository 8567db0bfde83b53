package dev.cupel.optimizer.search;

import java.util.List;

/**
 * What is known or believed before a search begins.
 *
 * @param beliefs what is believed of the best point; only the model listens
 * @param earlier outcomes of an earlier search of something similar, in their order, with values on the same scale; what
 *     has a limit in this search they need not tell. The model learns how much they tell; the
 *     others take them for outcomes of this search
 */
public record Advice(List<Belief> beliefs, List<Earlier> earlier) {
    /** Nothing. */
    public static final Advice NONE = new Advice(List.of(), List.of());

    public Advice {
        beliefs = List.copyOf(beliefs);
        earlier = List.copyOf(earlier);
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
