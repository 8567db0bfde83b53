package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.EvaluationException;

/** A model did not draw all pictures that count only together. */
public final class BrokenPictureException extends EvaluationException {

    private static final long serialVersionUID = 1L;

    private final transient PictureJob job;

    BrokenPictureException(Outcome.Broken broken) {
        super(broken.message());
        this.job = broken.job();
    }

    /** What was to be drawn. */
    public PictureJob job() {
        return job;
    }
}
