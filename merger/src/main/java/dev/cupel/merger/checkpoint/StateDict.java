package dev.cupel.merger.checkpoint;

import dev.cupel.merger.checkpoint.PickleValue.Dictionary;
import dev.cupel.merger.checkpoint.PickleValue.Opaque;
import dev.cupel.merger.checkpoint.PickleValue.Real;
import dev.cupel.merger.checkpoint.PickleValue.Text;
import dev.cupel.merger.checkpoint.PickleValue.Truth;
import dev.cupel.merger.checkpoint.PickleValue.View;
import dev.cupel.merger.checkpoint.PickleValue.Whole;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors in the object of a torch file: those of its {@code state_dict}, or of the object itself; nested ones get
 * dotted names.
 */
final class StateDict {

    private static final int DEEPEST = 16;
    /** Names in all: real models have some thousand tensors with names of up to 100 characters. */
    private static final long LONGEST_NAMES = 8L << 20;
    private static final String BROKEN = "Maybe the file is damaged: fetch it again.";
    private static final String TRAP = "Maybe the file is a trap: do not use it.";

    private final FileBytes file;
    private final Map<String, View> views = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private long nameLength;
    private final Set<Dictionary> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private StateDict(FileBytes file) {
        this.file = file;
    }

    static StateDict of(FileBytes file, PickleValue root) {
        if (!(root instanceof Dictionary top)) {
            throw file.problem(0, "the pickle must describe a dictionary of tensors, but describes another thing.",
                    "Maybe it was saved as a whole object: save its state_dict instead.");
        }
        StateDict state = new StateDict(file);
        state.describe(top);
        boolean wrapped = top.entries.get("state_dict") instanceof Dictionary;
        state.collect("", wrapped ? (Dictionary) top.entries.get("state_dict") : top, wrapped, 0);
        return state;
    }

    private void describe(Dictionary top) {
        top.entries.forEach((key, value) -> {
            switch (value) {
                case Text(String text) -> metadata.put(key, text);
                case Whole(BigInteger number) ->
                    metadata.put(key, number.bitLength() < 64 ? number.toString() : "a large number");
                case Real(double number) -> metadata.put(key, Double.toString(number));
                case Truth(boolean truth) -> metadata.put(key, Boolean.toString(truth));
                case PickleValue ignored -> {} // not a plain value
            }
        });
    }

    private void collect(String prefix, Dictionary dictionary, boolean strict, int depth) {
        if (depth > DEEPEST || !seen.add(dictionary)) {
            return; // weights are not nested so deep, and a dictionary may contain itself
        }
        dictionary.entries.forEach((key, value) -> {
            String name = name(prefix, key);
            switch (value) {
                case View view -> add(name, view);
                case Dictionary inner -> collect(name + ".", inner, strict, depth + 1);
                case Opaque(String what) when strict -> throw file.problem(0,
                        "'%s' in the state_dict must be a tensor, but is an object '%s'.".formatted(name, what),
                        BROKEN);
                case PickleValue ignored -> {} // numbers and texts among the weights
            }
        });
    }

    /** Long names that are used again and again would fill the memory. */
    private String name(String prefix, String key) {
        nameLength += prefix.length() + key.length();
        if (nameLength > LONGEST_NAMES) {
            throw file.problem(0, "the names of all tensors together have more than %d characters, the last '%s'."
                    .formatted(LONGEST_NAMES, PickleInput.shortened(key)), TRAP);
        }
        return prefix + key;
    }

    private void add(String name, View view) {
        if (views.put(name, view) != null) {
            throw file.problem(view.at(), "two tensors have the name '%s'.".formatted(name), BROKEN);
        }
        if (views.size() > TensorFile.MOST_TENSORS) {
            throw file.problem(view.at(), "the file has more than %d tensors.".formatted(TensorFile.MOST_TENSORS),
                    TRAP);
        }
    }

    /** Resolves all views; those with gaps or another order are copied into the arena. */
    TensorFile.Content read(TorchReader.InflationLimit limit, Arena arena, long pickleStart,
            TorchReader.Storages storages) {
        List<Tensor> tensors = new ArrayList<>(views.size());
        views.forEach((name, view) -> tensors.add(tensor(name, view, limit, arena, pickleStart, storages)));
        return new TensorFile.Content(tensors, metadata);
    }

    private Tensor tensor(String name, View view, TorchReader.InflationLimit limit, Arena arena, long pickleStart,
            TorchReader.Storages storages) {
        MemorySegment bytes = storages.bytes(view.storage());
        int size = view.storage().dtype().bytes();
        long at = pickleStart + view.at();
        if (bytes.byteSize() / size != view.storage().count()) {
            throw file.problem(at, "storage '%s' of tensor '%s' should have %d elements of %s, but has %d bytes."
                    .formatted(view.storage().key(), name, view.storage().count(), view.storage().dtype(),
                            bytes.byteSize()),
                    BROKEN);
        }
        Extent extent = extent(name, view, at);
        long first = (view.storage().first() + view.offset()) * size;
        if (extent.contiguous()) {
            return new Tensor(name, view.storage().dtype(), view.shape(),
                    bytes.asSlice(extent.count() == 0 ? 0 : first, extent.count() * size));
        }
        limit.take(extent.count() * size, at, "tensor '" + name + "'");
        MemorySegment copy = arena.allocate(extent.count() * size);
        gather(bytes, first, copy, view, size);
        return new Tensor(name, view.storage().dtype(), view.shape(), copy);
    }

    private record Extent(long count, boolean contiguous) {}

    /** Checks that all elements lie in the storage. */
    private Extent extent(String name, View view, long at) {
        try {
            long count = 1;
            long last = Math.addExact(view.storage().first(), view.offset());
            boolean contiguous = true;
            for (int d = view.shape().length - 1; d >= 0; d--) {
                long size = view.shape()[d];
                contiguous &= size == 1 || view.strides()[d] == count;
                count = Math.multiplyExact(count, size);
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, size - 1), view.strides()[d]));
            }
            if (count == 0) {
                return new Extent(0, true);
            }
            Math.multiplyExact(count, view.storage().dtype().bytes());
            if (last < view.storage().count()) {
                return new Extent(count, contiguous);
            }
        } catch (ArithmeticException overflow) {
            // reported below: so large a tensor lies outside of any storage
        }
        throw file.problem(at, "tensor '%s' of shape %s reaches beyond its storage of %d elements.".formatted(name,
                Arrays.toString(view.shape()), view.storage().count()), BROKEN);
    }

    private static void gather(MemorySegment from, long first, MemorySegment to, View view, int size) {
        int dimensions = view.shape().length;
        long[] index = new long[dimensions];
        long source = first;
        for (long target = 0; target < to.byteSize(); target += size) {
            MemorySegment.copy(from, source, to, target, size);
            for (int d = dimensions - 1; d >= 0; d--) {
                source += view.strides()[d] * size;
                if (++index[d] < view.shape()[d]) {
                    break;
                }
                source -= view.strides()[d] * size * view.shape()[d];
                index[d] = 0;
            }
        }
    }
}
