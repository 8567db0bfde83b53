package dev.cupel.merger.checkpoint;

import dev.cupel.merger.checkpoint.PickleValue.Dictionary;
import dev.cupel.merger.checkpoint.PickleValue.None;
import dev.cupel.merger.checkpoint.PickleValue.Opaque;
import dev.cupel.merger.checkpoint.PickleValue.Sequence;
import dev.cupel.merger.checkpoint.PickleValue.Storage;
import dev.cupel.merger.checkpoint.PickleValue.Symbol;
import dev.cupel.merger.checkpoint.PickleValue.Text;
import dev.cupel.merger.checkpoint.PickleValue.Tuple;
import dev.cupel.merger.checkpoint.PickleValue.View;
import dev.cupel.merger.checkpoint.PickleValue.Whole;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What calls in a pickle give: the few objects of torch that a tensor file needs, as values that do nothing. */
final class PickleObjects {

    private static final String REFUSED = "Cupel never runs what a file names. Maybe a .safetensors of the same model is to be had.";
    private static final String BROKEN = "Maybe the file is damaged: fetch it again.";

    /** torch's own limit. */
    private static final int MOST_DIMENSIONS = 64;

    private final PickleInput input;
    private final Map<String, Storage> storages = new LinkedHashMap<>();

    PickleObjects(PickleInput input) {
        this.input = input;
    }

    /** All storages that the pickle names, by key, as whole runs. */
    Map<String, Storage> storages() {
        return storages;
    }

    /** A name from the closed list; any other is refused. */
    Symbol symbol(String module, String name) {
        Symbol symbol = new Symbol(module, name);
        if (!PickleSymbols.known(symbol)) {
            throw problem("the pickle names '%s', which is not among the names that a tensor file may have."
                    .formatted(PickleInput.shortened(symbol.toString())), REFUSED);
        }
        return symbol;
    }

    /** What a call of a name gives. */
    PickleValue call(Symbol function, List<PickleValue> arguments) {
        return switch (function.toString()) {
            case "collections OrderedDict" -> orderedDict(arguments);
            case "torch.nn.modules.container ParameterDict" -> new Dictionary();
            case "torch._utils _rebuild_tensor", "torch._utils _rebuild_tensor_v2" -> view(arguments);
            case "torch._utils _rebuild_tensor_v3" -> typedView(arguments);
            case "torch._utils _rebuild_parameter" -> arguments.isEmpty() ? new None() : arguments.getFirst();
            default -> inert(function);
        };
    }

    private Opaque inert(Symbol function) {
        if (!PickleSymbols.inert(function)) {
            throw problem("'%s' cannot be called.".formatted(function), BROKEN);
        }
        return new Opaque(function.toString());
    }

    private Dictionary orderedDict(List<PickleValue> arguments) {
        Dictionary dictionary = new Dictionary();
        if (!arguments.isEmpty() && arguments.getFirst() instanceof Sequence pairs) {
            input.countCopied(pairs.items.size());
            for (PickleValue pair : pairs.items) {
                switch (pair) {
                    case Tuple(List<PickleValue> items) -> put(dictionary, items);
                    case Sequence items -> put(dictionary, items.items);
                    case PickleValue other ->
                        throw problem("a pair is needed, but there is %s.".formatted(other.kind()),
                                BROKEN);
                }
            }
        }
        return dictionary;
    }

    private View view(List<PickleValue> arguments) {
        if (arguments.size() < 4 || !(arguments.getFirst() instanceof Storage storage)) {
            throw problem("a tensor needs a storage, an offset, a shape and strides.", BROKEN);
        }
        long[] shape = longs(arguments.get(2));
        long[] strides = longs(arguments.get(3));
        if (shape.length != strides.length) {
            throw problem("a tensor of %d dimensions has %d strides.".formatted(shape.length, strides.length), BROKEN);
        }
        return new View(storage, size(arguments.get(1)), shape, strides, input.opcodeAt());
    }

    /** A tensor over an untyped storage, whose type is the last argument. */
    private View typedView(List<PickleValue> arguments) {
        View bytes = view(arguments);
        DType type = arguments.size() > 6 && arguments.get(6) instanceof Symbol symbol
                ? PickleSymbols.type(symbol)
                : null;
        Storage storage = bytes.storage();
        if (type == null || storage.dtype() != DType.U8 || storage.count() % type.bytes() != 0) {
            throw problem("a tensor with a type of its own needs a storage of bytes and a known type.", BROKEN);
        }
        Storage typed = new Storage(storage.key(), type, storage.count() / type.bytes(), 0);
        return new View(typed, bytes.offset(), bytes.shape(), bytes.strides(), bytes.at());
    }

    private long[] longs(PickleValue value) {
        if (!(value instanceof Tuple(List<PickleValue> items))) {
            throw problem("a tuple of sizes is needed, but there is %s.".formatted(value.kind()), BROKEN);
        }
        if (items.size() > MOST_DIMENSIONS) {
            throw problem("a tensor may have %d dimensions, but has %d.".formatted(MOST_DIMENSIONS, items.size()),
                    BROKEN);
        }
        return items.stream().mapToLong(this::size).toArray();
    }

    private long size(PickleValue value) {
        if (value instanceof Whole(BigInteger number) && number.signum() >= 0 && number.bitLength() < 63) {
            return number.longValue();
        }
        throw problem("a size must be a whole number from 0, but is %s."
                .formatted(value instanceof Whole(BigInteger number) ? number : value.kind()), BROKEN);
    }

    /** Puts keys and values, one after the other, into a dictionary. */
    void put(Dictionary dictionary, List<PickleValue> keysAndValues) {
        if (keysAndValues.size() % 2 != 0) {
            throw problem("a dictionary gets a key without a value.", BROKEN);
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            if (keysAndValues.get(i) instanceof Text(String key)) { // tensors have names; the rest is bookkeeping
                dictionary.entries.put(key, keysAndValues.get(i + 1));
            }
        }
    }

    /** Tensors that a ParameterDict keeps in its state; an OrderedDict's state (version numbers) has none. */
    void adopt(Dictionary dictionary, PickleValue state) {
        if (state instanceof Dictionary attributes) {
            PickleValue inner = attributes.entries.get("_parameters");
            Map<String, PickleValue> from = inner instanceof Dictionary found ? found.entries : attributes.entries;
            input.countCopied(from.size());
            from.forEach((name, value) -> {
                if (value instanceof View) {
                    dictionary.entries.put(name, value);
                }
            });
        }
    }

    /** From ('storage', type, key, location, count[, (view key, first, view count)]). */
    Storage storage(PickleValue id) {
        if (!(id instanceof Tuple(List<PickleValue> parts)) || parts.size() < 5
                || !(parts.get(0) instanceof Text(String tag)) || !tag.equals("storage")
                || !(parts.get(1) instanceof Symbol type) || !(parts.get(2) instanceof Text(String key))) {
            throw problem("a persistent id must be ('storage', type, key, location, count).", BROKEN);
        }
        DType dtype = PickleSymbols.storage(type);
        if (dtype == null) {
            throw problem("'%s' is no storage type that Cupel knows.".formatted(type), REFUSED);
        }
        Storage whole = new Storage(key, dtype, size(parts.get(4)), 0);
        Storage before = storages.putIfAbsent(key, whole);
        if (before != null && !before.equals(whole)) {
            throw problem("storage '%s' is described twice: %s and %s.".formatted(key, before, whole), BROKEN);
        }
        if (parts.size() > 5 && parts.get(5) instanceof Tuple(List<PickleValue> view) && view.size() == 3) {
            return new Storage(key, dtype, whole.count(), size(view.get(1)));
        }
        return whole;
    }

    private TensorFileException problem(String problem, String advice) {
        return input.problem(problem, advice);
    }
}
