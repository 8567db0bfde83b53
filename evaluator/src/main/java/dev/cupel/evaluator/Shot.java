package dev.cupel.evaluator;

import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.objective.SuitePrompt;

/**
 * One prompt with one seed.
 *
 * @param prompt what is drawn
 * @param seed seed of the start noise, one of the prompt's
 */
public record Shot(SuitePrompt prompt, long seed) {

    /** Names this shot in its suite. */
    public SuitePrompt.Key key() {
        return new SuitePrompt.Key(prompt.id(), seed);
    }

    PictureJob job() {
        return new PictureJob(prompt.text(), prompt.negative(), seed);
    }
}
