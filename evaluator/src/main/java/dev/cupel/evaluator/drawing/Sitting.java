package dev.cupel.evaluator.drawing;

import java.util.List;

/**
 * Pictures that are drawn together: which ones they are decides the last bits of each.
 *
 * @param jobs     one for a picture by itself, whose bits hang on nothing else
 * @param settings how all of them are drawn
 */
public record Sitting(List<PictureJob> jobs, GenerationSettings settings) {

    public Sitting {
        jobs = List.copyOf(jobs);
    }

    /** A picture by itself. */
    public static Sitting of(PictureJob job, GenerationSettings settings) {
        return new Sitting(List.of(job), settings);
    }
}
