package dev.cupel.merger.checkpoint;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The closed list of Python names that a tensor file may contain. Everything else is refused where it is named. */
final class PickleSymbols {

    private static final Map<String, DType> STORAGES = Map.of("FloatStorage", DType.F32, "HalfStorage", DType.F16,
            "BFloat16Storage", DType.BF16, "DoubleStorage", DType.F64, "LongStorage", DType.I64, "IntStorage",
            DType.I32,
            "ShortStorage", DType.I16, "CharStorage", DType.I8, "ByteStorage", DType.U8, "BoolStorage", DType.BOOL);

    /** Types that tensors over untyped storages have, as torch writes them since 2.1. */
    private static final Map<String, DType> TYPES = Map.of("float8_e4m3fn", DType.F8_E4M3, "float8_e5m2", DType.F8_E5M2,
            "uint16", DType.U16, "uint32", DType.U32, "uint64", DType.U64);

    private static final Set<String> UNDERSTOOD = Set.of("collections OrderedDict", "torch._utils _rebuild_tensor_v2",
            "torch._utils _rebuild_tensor_v3", "torch._utils _rebuild_tensor", "torch._utils _rebuild_parameter",
            "torch.nn.modules.container ParameterDict");

    /** Names of harmless values that training programs save beside the weights. */
    private static final Set<String> INERT = Set.of("numpy.core.multiarray scalar",
            "numpy.core.multiarray _reconstruct",
            "numpy._core.multiarray scalar", "numpy._core.multiarray _reconstruct", "numpy dtype", "numpy ndarray",
            "_codecs encode", "collections defaultdict", "__builtin__ set", "builtins set", "__builtin__ frozenset",
            "builtins frozenset", "__builtin__ list", "builtins list", "__builtin__ dict", "builtins dict",
            "__builtin__ int", "builtins int", "__builtin__ float", "builtins float", "__builtin__ bool",
            "builtins bool",
            "torch Size", "torch device", "torch float32", "torch float16", "torch bfloat16", "torch float64",
            "torch int64", "torch int32", "torch int16", "torch int8", "torch uint8", "torch bool");

    private static final Set<String> INERT_MODULES = Set.of("pytorch_lightning", "lightning", "omegaconf");

    private PickleSymbols() {}

    static boolean understood(String symbol) {
        return UNDERSTOOD.contains(symbol);
    }

    static boolean inert(PickleValue.Symbol symbol) {
        return INERT.contains(symbol.toString()) || INERT_MODULES.contains(symbol.module().split("\\.")[0]);
    }

    /** The type of a storage's elements, which are bytes if it is untyped, or null if the symbol is no storage. */
    static @Nullable DType storage(PickleValue.Symbol symbol) {
        if (symbol.name().equals("UntypedStorage")) {
            return symbol.module().equals("torch.storage") || symbol.module().equals("torch") ? DType.U8 : null;
        }
        return symbol.module().equals("torch") ? STORAGES.get(symbol.name()) : null;
    }

    /** The type that a tensor over an untyped storage has, or null if the symbol is no such type. */
    static @Nullable DType type(PickleValue.Symbol symbol) {
        return symbol.module().equals("torch") ? TYPES.get(symbol.name()) : null;
    }

    static boolean known(PickleValue.Symbol symbol) {
        return understood(symbol.toString()) || inert(symbol) || storage(symbol) != null || type(symbol) != null;
    }
}
