package dev.cupel.optimizer.grid;

import dev.cupel.evaluator.picture.Picture;

/** What came of a cell. */
public sealed interface Shown {

    /**
     * A picture.
     *
     * @param file     its name, relative to the page
     * @param infotext how it was made
     */
    record Drawn(Picture picture, String file, String infotext) implements Shown {}

    /**
     * None.
     *
     * @param cause why
     */
    record Failed(String cause) implements Shown {}
}
