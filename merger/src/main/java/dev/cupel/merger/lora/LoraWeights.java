package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.checkpoint.WrongArchitectureException;
import dev.cupel.merger.live.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model seen through a LoRA: its target layers are W + m * scale * (up · down), all others are the model's own.
 *
 * <p>The differences are computed once. When the model changes, a target is computed anew as soon as it or its version is
 * asked for. The model itself is not touched: to take the LoRA off, read the model.
 *
 * <p>Notation: m is the weight that the user gives, scale is alpha / rank, W has the shape (out, in…), all float32.
 * Memory: 8 bytes for each parameter of the target layers. Not for use by several threads at once.
 */
public final class LoraWeights implements Weights, AutoCloseable {

    private static final long ALIGNMENT = 64;
    private static final int CHUNK = 4096;
    /** No base version is negative: a target with it has not been computed yet. */
    private static final long NEVER = -1;

    private static final class Target {
        private final MemorySegment difference;
        private final MemorySegment data;
        private long seen = NEVER;

        Target(MemorySegment difference, MemorySegment data) {
            this.difference = difference;
            this.data = data;
        }
    }

    private final Weights base;
    private final Arena arena = Arena.ofShared();
    private final Map<String, Target> targets = new LinkedHashMap<>();

    private LoraWeights(Weights base) {
        this.base = base;
    }

    /**
     * Puts a LoRA on a model.
     *
     * @param base the model; it stays open as long as this is, and may change
     * @param lora the LoRA; it may be closed afterwards
     * @param textEncoderWeight m for the text encoder's layers; 0 leaves them alone
     * @param unetWeight m for the U-Net's layers; 0 leaves them alone
     * @throws WrongArchitectureException if the LoRA has layers that the model has not, or of another size
     */
    public static LoraWeights on(Weights base, Lora lora, double textEncoderWeight, double unetWeight) {
        LoraWeights weights = new LoraWeights(base);
        try {
            Map<String, String> index = KohyaNames.index(base.names());
            for (Lora.Module module : lora.modules().values()) {
                weights.add(lora, module, index.get(module.name()), textEncoderWeight, unetWeight);
            }
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
        return weights;
    }

    private void add(Lora lora, Lora.Module module, @Nullable String name, double textEncoderWeight,
            double unetWeight) {
        if (name == null) {
            throw new WrongArchitectureException(lora.path(),
                    "the model has no layer that '%s' means.".formatted(module.name()),
                    "Maybe the LoRA was made for another kind of model.");
        }
        long[] shape = base.shape(name);
        long count = base.data(name).byteSize() / Float.BYTES;
        long out = module.up().shape()[0];
        if (shape.length < 2 || shape[0] != out || count != out * (module.down().count() / module.rank())) {
            throw new WrongArchitectureException(lora.path(),
                    "'%s' changes a layer of shape %s, but up is %s and down is %s."
                            .formatted(module.name(), Arrays.toString(shape), Arrays.toString(module.up().shape()),
                                    Arrays.toString(module.down().shape())),
                    "Maybe the LoRA was made for another kind of model.");
        }
        double m = name.startsWith(Checkpoint.TEXT_ENCODER) ? textEncoderWeight : unetWeight;
        if (m != 0) {
            MemorySegment difference = arena.allocate(count * Float.BYTES, ALIGNMENT);
            multiply(lora, module, (float) (m * module.scale()), difference);
            targets.put(name, new Target(difference, arena.allocate(count * Float.BYTES, ALIGNMENT)));
        }
    }

    /** difference[o, i] = factor * sum over r of up[o, r] * down[r, i], with i over all but the first dimension of W. */
    private static void multiply(Lora lora, Lora.Module module, float factor, MemorySegment difference) {
        int rank = module.rank();
        float[] up = module.up().toFloats();
        float[] down = module.down().toFloats();
        int columns = down.length / rank;
        float[] row = new float[columns];
        for (int o = 0; o < up.length / rank; o++) {
            Arrays.fill(row, 0);
            for (int r = 0; r < rank; r++) {
                float u = up[o * rank + r];
                int from = r * columns;
                for (int i = 0; i < columns; i++) {
                    row[i] += u * down[from + i];
                }
            }
            for (int i = 0; i < columns; i++) {
                row[i] *= factor;
                if (!Float.isFinite(row[i])) {
                    throw new TensorFileException(lora.path(), -1,
                            "'%s' must give finite numbers, but gives %s.".formatted(module.name(), row[i]),
                            "Maybe the LoRA's training failed: use another version.");
                }
            }
            MemorySegment.copy(row, 0, difference, ValueLayout.JAVA_FLOAT, (long) o * columns * Float.BYTES, columns);
        }
    }

    /** The names of the tensors that the LoRA changes. */
    public Set<String> targets() {
        return Collections.unmodifiableSet(targets.keySet());
    }

    /** Computes all targets anew whose tensors in the model have changed; reading does it, too. */
    public void refresh() {
        targets.forEach(this::refresh);
    }

    private void refresh(String name, Target target) {
        long now = base.version(name);
        if (target.seen == now) {
            return;
        }
        MemorySegment from = base.data(name);
        float[] w = new float[CHUNK];
        float[] d = new float[CHUNK];
        for (long at = 0; at < from.byteSize(); at += CHUNK * Float.BYTES) {
            int length = (int) Math.min(CHUNK, (from.byteSize() - at) / Float.BYTES);
            MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, at, w, 0, length);
            MemorySegment.copy(target.difference, ValueLayout.JAVA_FLOAT, at, d, 0, length);
            for (int i = 0; i < length; i++) {
                w[i] += d[i];
            }
            MemorySegment.copy(w, 0, target.data, ValueLayout.JAVA_FLOAT, at, length);
        }
        target.seen = now;
    }

    @Override
    public Set<String> names() {
        return base.names();
    }

    @Override
    public long[] shape(String name) {
        return base.shape(name);
    }

    @Override
    public MemorySegment data(String name) {
        Target target = targets.get(name);
        if (target == null) {
            return base.data(name);
        }
        refresh(name, target);
        return target.data;
    }

    @Override
    public long version(String name) {
        Target target = targets.get(name);
        if (target != null) {
            refresh(name, target); // who compares versions may read a segment from before
        }
        return base.version(name);
    }

    /** Frees the memory of the targets; the model stays open. */
    @Override
    public void close() {
        arena.close();
    }
}
