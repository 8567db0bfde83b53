package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.drawing.BrokenPictureException;
import dev.cupel.evaluator.objective.Estimate;
import dev.cupel.evaluator.objective.Lead;
import dev.cupel.evaluator.objective.PictureMeasures;
import dev.cupel.evaluator.objective.Scorecard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Draws the pictures of a trial rung by rung, until all are there or it is hopeless to go on. */
final class Race {

    private final Racing racing;
    private final Function<List<PictureMeasures>, Scorecard> scores;

    /** @param scores what measures of some prompts of the search are worth */
    Race(Racing racing, Function<List<PictureMeasures>, Scorecard> scores) {
        this.racing = racing;
        this.scores = scores;
    }

    /**
     * Who is to be caught up with.
     *
     * @param trial its index
     * @param card  its scores on all prompts
     */
    record Rival(int trial, Scorecard card) {}

    /** How it went. */
    sealed interface Course {

        /** All pictures are measured: the total score. */
        record Finished(Estimate total) implements Course {}

        /**
         * It was stopped.
         *
         * @param total what the total would be: the rival's, and the lead over it on the same prompts. The mean of the prompts that
         *     were drawn would say how hard these are
         * @param rival the trial that it could not catch up with
         */
        record Stopped(Estimate total, int rival) implements Course {}

        /** It cannot be scored. */
        record Broken(String cause) implements Course {}
    }

    /**
     * Draws rung by rung.
     *
     * @param rungs what is drawn, at least one
     * @param draw  draws a rung and measures it
     * @param rival none if this trial is not to be stopped
     */
    <R> Course run(List<R> rungs, Function<R, List<PictureMeasures>> draw, Optional<Rival> rival) {
        List<PictureMeasures> measures = new ArrayList<>();
        try {
            for (R rung : rungs.subList(0, rungs.size() - 1)) {
                measures.addAll(draw.apply(rung));
                Optional<Course> stop = rival.flatMap(found -> stop(scores.apply(measures), found));
                if (stop.isPresent()) {
                    return stop.get();
                }
            }
            measures.addAll(draw.apply(rungs.getLast()));
        } catch (BrokenPictureException e) {
            return new Course.Broken(String.valueOf(e.getMessage()));
        }
        return scores.apply(measures).total().<Course>map(Course.Finished::new)
                .orElseGet(() -> new Course.Broken("an objective could not be measured"));
    }

    private Optional<Course> stop(Scorecard part, Rival rival) {
        // an objective without weight may have a limit, which the search has to learn of
        if (!rival.card().scores().keySet().stream()
                .allMatch(objective -> Lead.of(part, rival.card(), objective).isPresent())) {
            return Optional.empty();
        }
        return Lead.of(part, rival.card()).filter(racing::hopeless)
                .map(lead -> new Course.Stopped(expected(part, rival.card()).orElseThrow(), rival.trial()));
    }

    /** The total that a part would have as a whole: the rival's, and its lead over it on the same prompts. */
    static Optional<Estimate> expected(Scorecard part, Scorecard rival) {
        return Lead.of(part, rival).flatMap(lead -> rival.total().map(lead::over));
    }
}
