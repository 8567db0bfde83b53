package dev.cupel.optimizer.search;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What is known or believed before a search begins.
 *
 * @param beliefs what is believed of the best point; only the model listens
 * @param earlier outcomes of earlier searches of something similar, in their order, with values on the same scale; what
 *     has a limit in this search they need not tell. The model learns how much each search tells; the
 *     other searchers take them for outcomes of this one
 */
public record Advice(List<Belief> beliefs, List<Earlier> earlier) {
    /** Nothing. */
    public static final Advice NONE = new Advice(List.of(), List.of());

    public Advice {
        beliefs = List.copyOf(beliefs);
        earlier = List.copyOf(earlier);
    }

    /** How many earlier searches there are. */
    int studies() {
        return earlier.stream().mapToInt(one -> one.study() + 1).max().orElse(0);
    }

    /**
     * What several earlier searches tell; those without outcomes do not count.
     *
     * @param beliefs as above
     * @param searches the outcomes of each
     */
    public static Advice of(List<Belief> beliefs, List<List<Earlier>> searches) {
        List<List<Earlier>> telling = searches.stream().filter(search -> !search.isEmpty()).toList();
        return new Advice(beliefs, IntStream.range(0, telling.size()).boxed()
                .flatMap(study -> telling.get(study).stream().map(one -> one.of(study))).toList());
    }

    /**
     * An outcome of an earlier search.
     *
     * @param point in the unit cube of this search, shape (D)
     * @param outcome what became of it
     * @param study which of the earlier searches it is of, from 0 on
     */
    public record Earlier(double[] point, Outcome outcome, int study) {

        public Earlier {
            point = point.clone();
        }

        /** Of the first one. */
        public Earlier(double[] point, Outcome outcome) {
            this(point, outcome, 0);
        }

        /** The same of another one. */
        public Earlier of(int other) {
            return new Earlier(point, outcome, other);
        }

        @Override
        public double[] point() {
            return point.clone();
        }
    }
}
