package dev.cupel.merger.live;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Model;
import dev.cupel.merger.checkpoint.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The tensors of one model as they are, widened to float32: weights that never change. */
public final class LoadedWeights implements Weights, AutoCloseable {

    private static final int CHUNK = 1 << 16;

    private final TensorMemory memory;

    private LoadedWeights(TensorMemory memory) {
        this.memory = memory;
    }

    /**
     * Reads a checkpoint.
     *
     * @param ema whether to take the U-Net from the moving average
     * @throws dev.cupel.merger.checkpoint.TensorFileException if the file is damaged or no Stable Diffusion 1.x checkpoint
     */
    public static LoadedWeights open(Path path, boolean ema) {
        try (Checkpoint checkpoint = Checkpoint.open(path, ema)) {
            return of(checkpoint.tensors());
        }
    }

    /** Copies tensors into native memory; those of whole numbers are left out. The tensors' file may be closed afterwards. */
    public static LoadedWeights of(Map<String, Tensor> tensors) {
        TensorMemory memory = new TensorMemory(tensors.values().stream().filter(t -> t.dtype().floating()).toList());
        for (String name : memory.names()) {
            tensors.get(name).widenTo(memory.data(name));
        }
        return new LoadedWeights(memory);
    }

    /** Reads a model that may be made while it is read. It may be closed afterwards. */
    public static LoadedWeights of(Model model) {
        TensorMemory memory = new TensorMemory(model.tensors().values());
        float[] values = new float[CHUNK];
        for (FloatTensor tensor : model.tensors().values()) {
            MemorySegment data = memory.data(tensor.name());
            for (long first = 0; first < tensor.count(); first += CHUNK) {
                int length = (int) Math.min(CHUNK, tensor.count() - first);
                tensor.widen(first, values, length);
                MemorySegment.copy(values, 0, data, ValueLayout.JAVA_FLOAT, first * Float.BYTES, length);
            }
        }
        return new LoadedWeights(memory);
    }

    @Override
    public Set<String> names() {
        return memory.names();
    }

    @Override
    public long[] shape(String name) {
        return memory.shape(name);
    }

    @Override
    public MemorySegment data(String name) {
        return memory.data(name);
    }

    /** Always 1: nothing changes. */
    @Override
    public long version(String name) {
        memory.data(name); // for the exception
        return 1;
    }

    /** Frees the memory; the segments must not be read any more. */
    @Override
    public void close() {
        memory.close();
    }
}
