package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.EvaluationException;

/** A model drew nothing that can be judged: numbers that are none, only black, or nothing for want of memory. */
public final class BrokenPictureException extends EvaluationException {

    private static final long serialVersionUID = 1L;

    private final transient PictureJob job;
    private final String what;

    BrokenPictureException(PictureJob job, String what) {
        this(job, what,
                "Maybe the merge goes too far, or a model's weights are damaged; try weights nearer to 0 to 1.");
    }

    private BrokenPictureException(PictureJob job, String what, String advice) {
        super("picture of seed %d, prompt \"%s\": %s.\n%s".formatted(job.seed(), job.prompt(), what, advice));
        this.job = job;
        this.what = what;
    }

    /** For a picture that does not fit into memory even by itself, decoded in tiles. */
    static BrokenPictureException forMemory(PictureJob job) {
        return new BrokenPictureException(job, "there is not enough memory for it, even by itself and decoded in tiles",
                "Maybe a smaller size helps, or other programs hold much memory.");
    }

    /** What is wrong with it, in few words. */
    public String what() {
        return what;
    }

    /** What was to be drawn. */
    public PictureJob job() {
        return job;
    }
}
