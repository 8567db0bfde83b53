package dev.cupel.merger.checkpoint;

import java.util.Map;

/** Named tensors that are merged with those of other models: a checkpoint, or what a merge makes of some. */
public interface Model {

    /** What to call the model in messages, such as its file. */
    String label();

    /** Whether it is a difference of models: its tensors can be added to those of a model, but not take their place. */
    default boolean isDelta() {
        return false;
    }

    /** The tensors by their names in the Stable Diffusion layout, in a fixed order. */
    Map<String, ? extends FloatTensor> tensors();
}
