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

    /** The same trial at its end. */
    public Trial ended(Outcome newOutcome, Seconds newSeconds) {
        return new Trial(index, origin, point, recipe, weightsHash, Optional.of(newOutcome), newSeconds);
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
         * It was stopped before all pictures were drawn, as it could not catch up with another trial.
         *
         * @param total         an estimate of the score: the rival's, and the difference on the prompts that both have drawn
         * @param standardError how far the score may be off, as the other prompts are not drawn
         * @param bestMean      what the search expected of the best trial so far, once it was told this one
         * @param rival         index of the trial that it was compared with
         */
        record Stopped(double total, double standardError, double bestMean, int rival) implements Outcome {}

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
