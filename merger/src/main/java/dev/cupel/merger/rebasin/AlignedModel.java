package dev.cupel.merger.rebasin;

import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Model;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model seen with its units in another order; values are permuted as they are read.
 *
 * @param label   what to call it
 * @param tensors by name
 */
record AlignedModel(String label, Map<String, FloatTensor> tensors) implements Model {

    static AlignedModel of(Model model, Alignment alignment) {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        model.tensors().forEach((name, tensor) -> tensors.put(name, aligned(tensor, alignment)));
        return new AlignedModel(model.label(), Collections.unmodifiableMap(tensors));
    }

    private static FloatTensor aligned(FloatTensor tensor, Alignment alignment) {
        Extent extent = Extent.of(tensor.shape());
        int[] outputs = alignment.order(tensor.name(), 0, extent.outputs());
        int[] inputs = alignment.order(tensor.name(), 1, extent.inputs());
        return outputs == null && inputs == null ? tensor : new Permuted(tensor, extent, outputs, inputs);
    }

    /** A tensor whose rows, and cells of each row, come from other places. */
    private static final class Permuted implements FloatTensor {

        private final FloatTensor source;
        private final Extent extent;
        private final int @Nullable [] outputs;
        private final int @Nullable [] inputs;

        private Permuted(FloatTensor source, Extent extent, int @Nullable [] outputs, int @Nullable [] inputs) {
            this.source = source;
            this.extent = extent;
            this.outputs = outputs;
            this.inputs = inputs;
        }

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public long[] shape() {
            return source.shape();
        }

        @Override
        public void widen(long first, float[] target, int length) {
            int rowLength = extent.inputs() * extent.rest();
            float[] row = new float[rowLength];
            for (int done = 0; done < length;) {
                int output = (int) ((first + done) / rowLength);
                int from = (int) ((first + done) % rowLength);
                int count = Math.min(rowLength - from, length - done);
                source.widen((long) (outputs == null ? output : outputs[output]) * rowLength, row, rowLength);
                for (int k = 0; k < count; k++) {
                    target[done + k] = row[from(from + k)];
                }
                done += count;
            }
        }

        /** Where in a row of the source the number at a place of ours is. */
        private int from(int place) {
            return inputs == null ? place : inputs[place / extent.rest()] * extent.rest() + place % extent.rest();
        }
    }
}
