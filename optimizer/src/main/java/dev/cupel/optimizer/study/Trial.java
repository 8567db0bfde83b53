package dev.cupel.optimizer.study;

import java.util.List;
import java.util.Optional;

/**
 * One trial as the journal keeps it.
 *
 * @param index       its number, from 0
 * @param origin      who proposed it: baseline, sobol, acquisition
 * @param point       its place in the unit cube, one number an axis
 * @param recipe      the recipe as JSON
 * @param weightsHash hash of the merged weights that were evaluated
 * @param outcome     what came of it; empty while it runs
 * @param seconds     where its time went
 */
public record Trial(int index, String origin, List<Double> point, String recipe, String weightsHash,
        Optional<Outcome> outcome, Seconds seconds) {

    /** Copies the point. */
    public Trial {
        point = List.copyOf(point);
    }

    /** What came of a trial. */
    public sealed interface Outcome {

        /**
         * It was measured.
         *
         * @param total         the score that the search is told
         * @param standardError its standard error
         * @param bestMean      what the search expected of the best trial so far, once it was told this one
         */
        record Scored(double total, double standardError, double bestMean) implements Outcome {}

        /**
         * It could not be measured.
         *
         * @param cause why
         */
        record Failed(String cause) implements Outcome {}
    }

    /**
     * Seconds by part. They are what differs between two runs of the same experiment.
     *
     * @param search proposing the point
     * @param merge  making the weights
     * @param draw   drawing the pictures
     * @param score  measuring them
     */
    public record Seconds(double search, double merge, double draw, double score) {

        /** Nothing done yet. */
        public static final Seconds NONE = new Seconds(0, 0, 0, 0);

        /** All together. */
        public double total() {
            return search + merge + draw + score;
        }
    }
}
