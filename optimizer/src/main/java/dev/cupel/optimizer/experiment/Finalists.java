package dev.cupel.optimizer.experiment;

/**
 * How the best trials are compared once more at the end.
 *
 * @param count how many; 0 for none
 * @param draws how often each draws all prompts again, each time with seeds that the search never used
 */
public record Finalists(int count, int draws) {

    /** The search's own recommendation is the found one. */
    static final Finalists NONE = new Finalists(0, 1);

    /** The block of seeds of a draw, from 0: never one of a trial. */
    static int block(int draw) {
        return -1 - draw;
    }
}
