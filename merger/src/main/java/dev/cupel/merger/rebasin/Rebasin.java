package dev.cupel.merger.rebasin;

import dev.cupel.merger.checkpoint.Model;
import java.util.Set;

/**
 * How to match the units of a model to those of another: git re-basin by weight matching.
 *
 * @param parts      networks whose units may move, at least one
 * @param iterations most passes over all symmetries, at least 1; it ends earlier when nothing changes any more
 * @param seed       of the order in which the symmetries are matched
 */
public record Rebasin(Set<Part> parts, int iterations, long seed) {

    /** Hears how far a matching is. */
    @FunctionalInterface
    public interface Progress {

        /**
         * @param pass the pass, from 1; 0 while it matches from the ends of the networks inwards
         * @param done symmetries that the pass has behind it
         * @param of   symmetries of a pass
         */
        void at(int pass, int done, int of);
    }

    public Rebasin {
        if (parts.isEmpty() || iterations < 1) {
            throw new IllegalArgumentException(
                    "a re-basin needs a part and an iteration, but there are " + parts + " and " + iterations);
        }
        parts = Set.copyOf(parts);
    }

    /**
     * Finds the order of the model's units in which its weights agree best with the reference's.
     *
     * @param reference whose order of units counts
     * @param model     whose units are matched; neither is changed
     * @param progress  hears how far the matching is
     * @throws dev.cupel.merger.method.MergeException if the models do not fit together, or a weight is no finite number
     */
    public Match match(Model reference, Model model, Progress progress) {
        PermutationGraph graph = PermutationGraph.of(reference, parts);
        ModelPair pair = new ModelPair(reference, model);
        pair.check(graph);
        WeightMatching matching = new WeightMatching(graph, pair, progress);
        matching.run(iterations, seed);
        return Match.of(graph, pair, matching);
    }
}
