package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.EvaluationException;

/** A model drew nothing that can be judged: numbers that are none, or only black. */
public final class BrokenPictureException extends EvaluationException {

    private static final long serialVersionUID = 1L;

    private final transient PictureJob job;

    BrokenPictureException(PictureJob job, String what) {
        super("""
                picture of seed %d, prompt "%s": %s.
                Maybe the merge goes too far, or a model's weights are damaged; try weights nearer to 0 to 1."""
                .formatted(job.seed(), job.prompt(), what));
        this.job = job;
    }

    /** What was to be drawn. */
    public PictureJob job() {
        return job;
    }
}
