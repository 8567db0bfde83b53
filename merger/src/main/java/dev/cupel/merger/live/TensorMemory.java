package dev.cupel.merger.live;

import dev.cupel.merger.checkpoint.FloatTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Native float32 memory for named tensors, one allocation, each tensor at a multiple of 64 bytes. */
final class TensorMemory implements AutoCloseable {

    /** A cache line, and the widest vector of today's processors. */
    private static final long ALIGNMENT = 64;

    private record Place(long[] shape, MemorySegment data) {}

    private final Arena arena = Arena.ofShared();
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** Allocates a place, filled with zeros, for each tensor, by its name and shape. */
    TensorMemory(Collection<? extends FloatTensor> tensors) {
        long total = tensors.stream().mapToLong(TensorMemory::padded).sum();
        MemorySegment block = arena.allocate(Math.max(total, 1), ALIGNMENT);
        long position = 0;
        for (FloatTensor tensor : tensors) {
            MemorySegment data = block.asSlice(position, tensor.count() * Float.BYTES);
            places.put(tensor.name(), new Place(tensor.shape(), data));
            position += padded(tensor);
        }
    }

    private static long padded(FloatTensor tensor) {
        return (tensor.count() * Float.BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    Set<String> names() {
        return Collections.unmodifiableSet(places.keySet());
    }

    long[] shape(String name) {
        return place(name).shape().clone();
    }

    MemorySegment data(String name) {
        return place(name).data();
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("there is no tensor '%s' among the %d of this model"
                    .formatted(name, places.size()));
        }
        return place;
    }

    @Override
    public void close() {
        arena.close();
    }
}
