package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.prompt.WebUiVersion;
import java.util.List;
import java.util.Optional;

/**
 * Pictures that are drawn together: which ones they are decides the last bits of each.
 *
 * @param jobs     one for a picture by itself, whose bits hang on nothing else
 * @param settings how all of them are drawn
 * @param language whose language their prompts are in, if not the painter's
 */
public record Sitting(List<PictureJob> jobs, GenerationSettings settings, Optional<WebUiVersion> language) {

    public Sitting {
        jobs = List.copyOf(jobs);
    }

    /** In the painter's language. */
    public Sitting(List<PictureJob> jobs, GenerationSettings settings) {
        this(jobs, settings, Optional.empty());
    }

    /** A picture by itself. */
    public static Sitting of(PictureJob job, GenerationSettings settings) {
        return new Sitting(List.of(job), settings);
    }
}
