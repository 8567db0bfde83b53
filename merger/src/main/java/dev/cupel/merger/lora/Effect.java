package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.checkpoint.WrongArchitectureException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A {@link LayerChange} made ready for one tensor of a model and one weight of the user: what does not depend on the model's
 * values is computed once. The same values give the same bits, wherever they lie.
 *
 * <p>All segments are float32 in the machine's byte order, row-major, W of shape (out, in, kernel…).
 */
sealed interface Effect {

    /**
     * Computes the changed tensor from the model's; both may be the same memory.
     *
     * @param m the user's weight, up to the one that the effect was made for
     */
    void apply(MemorySegment from, MemorySegment to, double m);

    /**
     * Makes a change ready.
     *
     * @param m the largest weight of the user
     * @param shape the shape of the model's tensor
     * @param memory where the difference is kept
     * @throws TensorFileException if the LoRA's tensors do not fit together or to the model, or give no finite numbers
     */
    static Effect of(LayerChange change, double m, long[] shape, SegmentAllocator memory, Origin origin) {
        return switch (change) {
            case LayerChange.Addition(Delta delta, double scale) ->
                new Added(difference(delta, 1, (float) (m * scale), shape, memory, origin), scale);
            case LayerChange.Decomposition(Delta delta, double scale, var magnitude, boolean perOutput) -> {
                float[] g = magnitude.toFloats();
                origin.require(g.length == (perOutput ? shape[0] : shape[1]), shape, magnitude.shape());
                yield new Decomposed(difference(delta, (float) scale, 1, shape, memory, origin), g, perOutput,
                        Sizes.of(shape));
            }
            case LayerChange.Rescaling(var factors, boolean perInput, double scale) -> {
                float[] f = factors.toFloats();
                origin.require(f.length == (perInput ? shape[1] : shape[0]), shape, factors.shape());
                origin.requireFinite(f, (float) (m * scale), f.length);
                yield new Rescaled(f, perInput, scale, Sizes.of(shape));
            }
        };
    }

    /**
     * factor * D, as many bytes as the tensor has.
     *
     * @param largest with which it is multiplied later
     */
    private static MemorySegment difference(Delta delta, float factor, float largest, long[] shape,
            SegmentAllocator memory, Origin origin) {
        Size size = origin.size(delta);
        long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        origin.require(shape.length > 0 && size.rows() == shape[0] && size.rows() * size.columns() == count, shape,
                size.rows(), size.columns());
        Rows rows = delta.rows();
        MemorySegment difference = memory.allocate(count * Float.BYTES, LoraWeights.ALIGNMENT);
        float[] row = new float[rows.columns()];
        for (int o = 0; o < rows.rows(); o++) {
            rows.row(o, row);
            for (int i = 0; i < row.length; i++) {
                row[i] *= factor;
            }
            origin.requireFinite(row, largest, row.length);
            MemorySegment.copy(row, 0, difference, ValueLayout.JAVA_FLOAT, (long) o * row.length * Float.BYTES,
                    row.length);
        }
        return difference;
    }

    /** The sizes of a tensor: outputs, inputs, and the numbers of the kernel. */
    record Sizes(int out, int in, int kernel) {
        static Sizes of(long[] shape) {
            int in = shape.length > 1 ? (int) shape[1] : 1;
            long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            return new Sizes((int) shape[0], in, (int) (count / shape[0] / in));
        }

        int row() {
            return in * kernel;
        }
    }

    /** W + m scale d. */
    record Added(MemorySegment difference, double scale) implements Effect {
        private static final int CHUNK = 4096;

        @Override
        public void apply(MemorySegment from, MemorySegment to, double m) {
            float factor = (float) (m * scale);
            float[] w = new float[CHUNK];
            float[] d = new float[CHUNK];
            for (long at = 0; at < from.byteSize(); at += CHUNK * Float.BYTES) {
                int length = (int) Math.min(CHUNK, (from.byteSize() - at) / Float.BYTES);
                MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, at, w, 0, length);
                MemorySegment.copy(difference, ValueLayout.JAVA_FLOAT, at, d, 0, length);
                for (int i = 0; i < length; i++) {
                    w[i] += factor * d[i];
                }
                MemorySegment.copy(w, 0, to, ValueLayout.JAVA_FLOAT, at, length);
            }
        }
    }

    /** With V = W + d: W + m (g V / |V| - W), the lengths summed in float64. */
    record Decomposed(MemorySegment difference, float[] magnitude, boolean perOutput, Sizes sizes) implements Effect {

        @Override
        public void apply(MemorySegment from, MemorySegment to, double m) {
            float[] w = new float[sizes.row()];
            float[] v = new float[sizes.row()];
            float[] factor = factors(from, w, v);
            for (int o = 0; o < sizes.out; o++) {
                read(from, o, w, v);
                for (int i = 0, at = 0; i < sizes.in; i++) {
                    float f = factor[perOutput ? o : i];
                    for (int k = 0; k < sizes.kernel; k++, at++) {
                        w[at] += (float) m * (f * v[at] - w[at]);
                    }
                }
                MemorySegment.copy(w, 0, to, ValueLayout.JAVA_FLOAT, (long) o * w.length * Float.BYTES, w.length);
            }
        }

        /** g / |V|; 0 where V is nothing, which it then stays. */
        private float[] factors(MemorySegment from, float[] w, float[] v) {
            double[] squares = new double[magnitude.length];
            for (int o = 0; o < sizes.out; o++) {
                read(from, o, w, v);
                for (int at = 0; at < v.length; at++) {
                    squares[perOutput ? o : at / sizes.kernel] += (double) v[at] * v[at];
                }
            }
            float[] factors = new float[magnitude.length];
            for (int i = 0; i < factors.length; i++) {
                factors[i] = squares[i] == 0 ? 0 : (float) (magnitude[i] / Math.sqrt(squares[i]));
            }
            return factors;
        }

        private void read(MemorySegment from, int o, float[] w, float[] v) {
            long at = (long) o * w.length * Float.BYTES;
            MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, at, w, 0, w.length);
            MemorySegment.copy(difference, ValueLayout.JAVA_FLOAT, at, v, 0, v.length);
            for (int i = 0; i < w.length; i++) {
                v[i] += w[i];
            }
        }
    }

    /** W + (m scale f) W. */
    record Rescaled(float[] factors, boolean perInput, double scale, Sizes sizes) implements Effect {
        @Override
        public void apply(MemorySegment from, MemorySegment to, double m) {
            float factor = (float) (m * scale);
            float[] w = new float[sizes.row()];
            for (int o = 0; o < sizes.out; o++) {
                long at = (long) o * w.length * Float.BYTES;
                MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, at, w, 0, w.length);
                for (int i = 0; i < w.length; i++) {
                    w[i] += factors[perInput ? i / sizes.kernel : o] * factor * w[i];
                }
                MemorySegment.copy(w, 0, to, ValueLayout.JAVA_FLOAT, at, w.length);
            }
        }
    }

    /**
     * Where a change comes from, for messages.
     *
     * @param file the LoRA
     * @param layer the layer's name in it
     */
    record Origin(Path file, String layer) {

        /** The size of a difference, as the shapes of its tensors make it. */
        Size size(Delta delta) {
            try {
                return delta.size();
            } catch (Layout e) {
                throw new TensorFileException(file, -1, "layer '%s': %s".formatted(layer, e.getMessage()),
                        "Maybe the file is damaged: fetch it again.");
            }
        }

        void require(boolean fits, long[] shape, long... own) {
            if (!fits) {
                throw new WrongArchitectureException(file,
                        "'%s' changes a layer of shape %s, but gives %s.".formatted(layer, Arrays.toString(shape),
                                Arrays.toString(own)),
                        "Maybe the LoRA was made for another kind of model.");
            }
        }

        void requireFinite(float[] values, float factor, int length) {
            for (int i = 0; i < length; i++) {
                if (!Float.isFinite(factor * values[i])) {
                    throw new TensorFileException(file, -1,
                            "'%s' must give finite numbers, but gives %s.".formatted(layer, factor * values[i]),
                            "Maybe the LoRA's training failed: use another version.");
                }
            }
        }
    }
}
