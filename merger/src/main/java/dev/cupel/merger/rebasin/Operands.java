package dev.cupel.merger.rebasin;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.rebasin.Symmetry.Place;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The two models of a re-basin.
 *
 * @param reference whose order of units is kept
 * @param model     whose units are brought into that order
 */
record Operands(Checkpoint reference, Checkpoint model) {

    /**
     * Refuses models that do not fit together.
     *
     * @throws MergeException if a tensor is missing in one of them, or has another shape
     */
    void check(PermutationGraph graph) {
        for (String name : graph.tensors()) {
            Tensor ours = model.tensors().get(name);
            Tensor theirs = reference.tensors().get(name);
            if (ours == null || theirs == null || !Arrays.equals(ours.shape(), theirs.shape())) {
                throw new MergeException("tensor '%s' must have one shape in both models, but %s has %s and %s has %s."
                        .formatted(name, reference.path(), shape(theirs), model.path(), shape(ours)),
                        "Maybe one of them is incomplete, or of another architecture.");
            }
        }
    }

    private static String shape(@Nullable Tensor tensor) {
        return tensor == null ? "none" : Arrays.toString(tensor.shape());
    }

    Tensor reference(String name) {
        return reference.tensors().get(name);
    }

    /** How many weights some places have. */
    long size(Stream<Place> places) {
        return places.map(Place::tensor).mapToLong(name -> reference(name).count()).sum();
    }

    /** The values of the reference's tensor as float32. */
    float[] referenceValues(String name) {
        return values(reference, name);
    }

    /** The values of the model's tensor as float32, in the model's own order. */
    float[] modelValues(String name) {
        return values(model, name);
    }

    private static float[] values(Checkpoint checkpoint, String name) {
        float[] values = checkpoint.tensors().get(name).toFloats();
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new TensorFileException(checkpoint.path(), -1,
                        "tensor '%s' must hold finite numbers, but holds %s.".formatted(name, value),
                        "Maybe the file is damaged, or made by a merge that overflowed.");
            }
        }
        return values;
    }
}
