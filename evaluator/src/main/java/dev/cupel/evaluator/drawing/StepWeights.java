package dev.cupel.evaluator.drawing;

/** A model's weights that may be others in each pass of a drawing, and those of its U-Net at each step. */
public interface StepWeights {

    /** Weights that stay. */
    StepWeights NONE = new StepWeights() {

        @Override
        public boolean read(DrawingPass pass) {
            return false;
        }

        @Override
        public boolean at(DrawingPass pass, int done, int counted, int steps) {
            return false;
        }
    };

    /**
     * Makes the text encoder's weights those with which a pass's prompts are read.
     *
     * @return whether any value changed
     */
    boolean read(DrawingPass pass);

    /**
     * Makes the U-Net's weights those of a step.
     *
     * @param done    how many steps of the pass are done
     * @param counted how many the web UI has counted then ({@link dev.cupel.evaluator.sampling.Sampler#counted})
     * @param steps   of the pass
     * @return whether any value changed
     */
    boolean at(DrawingPass pass, int done, int counted, int steps);
}
