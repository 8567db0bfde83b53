package dev.cupel.merger.rebasin;

import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Model;
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
record ModelPair(Model reference, Model model) {

    /**
     * Refuses models that do not fit together.
     *
     * @throws MergeException if a tensor is missing in one of them, or has another shape
     */
    void check(PermutationGraph graph) {
        for (String name : graph.tensors()) {
            FloatTensor ours = model.tensors().get(name);
            FloatTensor theirs = reference.tensors().get(name);
            if (ours == null || theirs == null || !Arrays.equals(ours.shape(), theirs.shape())) {
                throw new MergeException("tensor '%s' must have one shape in both models, but %s has %s and %s has %s."
                        .formatted(name, reference.label(), shape(theirs), model.label(), shape(ours)),
                        "Maybe one of them is incomplete, or of another architecture.");
            }
        }
    }

    private static String shape(@Nullable FloatTensor tensor) {
        return tensor == null ? "none" : Arrays.toString(tensor.shape());
    }

    Extent extent(String tensor) {
        return Extent.of(reference.tensors().get(tensor).shape());
    }

    /** How many weights some places have. */
    long size(Stream<Place> places) {
        return places.mapToLong(place -> reference.tensors().get(place.tensor()).count()).sum();
    }

    /** The values of the reference's tensor. */
    float[] referenceValues(String tensor) {
        return values(reference, tensor);
    }

    /** The values of the model's tensor, in the model's own order. */
    float[] modelValues(String tensor) {
        return values(model, tensor);
    }

    private static float[] values(Model model, String name) {
        FloatTensor tensor = model.tensors().get(name);
        float[] values = new float[Math.toIntExact(tensor.count())];
        tensor.widen(0, values, values.length);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new MergeException("tensor '%s' of %s must hold finite numbers, but holds %s."
                        .formatted(name, model.label(), value),
                        "Maybe the file is damaged, or made by a merge that overflowed.");
            }
        }
        return values;
    }
}
