package dev.cupel.evaluator;

import dev.cupel.merger.live.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** new + alpha * (tuned - old), every tensor but the autoencoder's, computed plainly. */
final class UniformMerge implements Weights, AutoCloseable {

    private final Arena arena = Arena.ofShared();
    private final Weights newBase;
    private final Weights tuned;
    private final Weights oldBase;
    private final Map<String, MemorySegment> data = new LinkedHashMap<>();
    private long version;

    UniformMerge(Weights newBase, Weights tuned, Weights oldBase) {
        this.newBase = newBase;
        this.tuned = tuned;
        this.oldBase = oldBase;
        for (String name : newBase.names()) {
            data.put(name, arena.allocate(newBase.data(name).byteSize(), 64));
        }
        apply(0);
    }

    void apply(double alpha) {
        apply(alpha, Map.of());
    }

    /** With factors of alpha by prefix of the name. */
    void apply(double alpha, Map<String, Double> factors) {
        version++;
        data.forEach((name, memory) -> {
            boolean merged = !name.startsWith("first_stage_model.") && tuned.names().contains(name)
                    && oldBase.names().contains(name);
            double factor = factors.entrySet().stream().filter(each -> name.startsWith(each.getKey())).findFirst()
                    .map(Map.Entry::getValue).orElse(1.0);
            MemorySegment a = newBase.data(name);
            for (long i = 0; i < memory.byteSize(); i += 4) {
                float value = a.get(ValueLayout.JAVA_FLOAT, i);
                if (merged) {
                    value += (float) (factor * alpha * (tuned.data(name).get(ValueLayout.JAVA_FLOAT, i)
                            - oldBase.data(name).get(ValueLayout.JAVA_FLOAT, i)));
                }
                memory.set(ValueLayout.JAVA_FLOAT, i, value);
            }
        });
    }

    @Override
    public Set<String> names() {
        return newBase.names();
    }

    @Override
    public long[] shape(String name) {
        return newBase.shape(name);
    }

    @Override
    public MemorySegment data(String name) {
        return data.get(name);
    }

    @Override
    public long version(String name) {
        return version;
    }

    @Override
    public void close() {
        arena.close();
    }
}
