package dev.cupel.evaluator.drawing;

/** A model's weights that may be others at each step of a drawing. */
@FunctionalInterface
public interface StepWeights {

    /** Weights that stay. */
    StepWeights NONE = (step, steps) -> false;

    /**
     * Makes the weights those of a step.
     *
     * @param step  how many steps are done
     * @param steps of the way that is gone
     * @return whether any value changed
     */
    boolean at(int step, int steps);
}
