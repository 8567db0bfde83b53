package dev.cupel.optimizer.experiment;

import java.nio.file.Path;

/** Who wants to know how far a run is. */
public interface RunObserver {

    /** A part of the run begins, such as "Measuring the parents". */
    void phase(String name);

    /** So many more pictures are drawn, measured and stored. */
    void pictures(int more);

    /** A trial is scored; index from 0. */
    void trial(int index, int trials, String origin, double total, double standardError, double seconds);

    /** The merge of an earlier trial is scored with other seeds; indices from 0. */
    void again(int index, int trials, int first, double total, double standardError, double seconds);

    /** A trial is stopped: it cannot catch up with another one, behind which it is so much. */
    void stopped(int index, int trials, String origin, int rival, double behind, double standardError, double seconds);

    /** A trial of an earlier run is taken over. */
    void restored(int index, double total);

    /** A trial could not be scored. */
    void failed(int index, int trials, String cause);

    /** A trial has the weights of an earlier one, though its recipe is another; indices from 0. */
    void sameWeights(int index, int earlier);

    /**
     * The search learns from an earlier study.
     *
     * @param fitting how many of its trials lie in the space
     * @param ended how many have ended
     * @param alike whether they drew the same pictures, so that they are scored as this experiment scores
     */
    void learns(Path study, int fitting, int ended, boolean alike);

    /** The search learned from an earlier study before, which the experiment does not name any more. */
    void learnsNoMore(Path study);

    /** Another space is searched than before: so many of the earlier trials lie in it and count. */
    void spaceChanged(int fitting, int earlier);

    /** The run is over. */
    void end();
}
