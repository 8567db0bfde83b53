package dev.cupel.merger.writing;

import dev.cupel.merger.checkpoint.DType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The pickle of a torch file, protocol 2: {@code {'state_dict': {name: tensor, …}, text: text, …}}, where tensor number n is
 * all of storage n.
 *
 * <p>As torch does, types that it had before 2.1 are told by the storage's class, and the 8-bit floats by a type beside an
 * untyped storage.
 */
final class PickleOutput {

    private static final int MARK = '(';
    private static final int SHORT = 0xff;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private PickleOutput() {}

    static byte[] of(List<Outgoing> tensors, Map<String, String> metadata) {
        PickleOutput pickle = new PickleOutput();
        pickle.op(0x80, 2, '}', MARK); // protocol 2, a dictionary and its entries
        metadata.forEach((key, text) -> {
            if (!key.equals("state_dict")) {
                pickle.text(key).text(text);
            }
        });
        pickle.text("state_dict").op('}', MARK);
        for (int i = 0; i < tensors.size(); i++) {
            pickle.text(tensors.get(i).name()).tensor(tensors.get(i), Integer.toString(i));
        }
        pickle.op('u', 'u', '.');
        return pickle.bytes.toByteArray();
    }

    /** Calls the function that makes a tensor: (storage, offset, shape, strides, requires grad, hooks[, type]). */
    private void tensor(Outgoing tensor, String key) {
        String type = newType(tensor.dtype());
        global("torch._utils", type.isEmpty() ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3").op(MARK);
        storage(tensor, type.isEmpty(), key);
        number(0);
        sizes(tensor.shape());
        sizes(strides(tensor.shape()));
        op(0x89); // False
        global("collections", "OrderedDict").op(')', 'R');
        if (!type.isEmpty()) {
            global("torch", type);
        }
        op('t', 'R');
    }

    /** ('storage', class, key, 'cpu', count) as a persistent id. */
    private void storage(Outgoing tensor, boolean typed, String key) {
        op(MARK).text("storage");
        if (typed) {
            global("torch", storageClass(tensor.dtype()));
        } else {
            global("torch.storage", "UntypedStorage");
        }
        text(key).text("cpu").number(typed ? tensor.count() : tensor.bytes()).op('t', 'Q');
    }

    private static String storageClass(DType dtype) {
        return switch (dtype) {
            case F64 -> "DoubleStorage";
            case F32 -> "FloatStorage";
            case F16 -> "HalfStorage";
            case BF16 -> "BFloat16Storage";
            case I64 -> "LongStorage";
            case I32 -> "IntStorage";
            case I16 -> "ShortStorage";
            case I8 -> "CharStorage";
            case U8 -> "ByteStorage";
            case BOOL -> "BoolStorage";
            case U64, U32, U16, F8_E4M3, F8_E5M2 -> throw new AssertionError(dtype + " has no storage class");
        };
    }

    /** The name of a type that has no storage class, or nothing. */
    private static String newType(DType dtype) {
        return switch (dtype) {
            case F8_E4M3 -> "float8_e4m3fn";
            case F8_E5M2 -> "float8_e5m2";
            case U64 -> "uint64";
            case U32 -> "uint32";
            case U16 -> "uint16";
            case F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL -> "";
        };
    }

    private static long[] strides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= Math.max(1, shape[d]);
        }
        return strides;
    }

    private void sizes(long[] sizes) {
        op(MARK);
        for (long size : sizes) {
            number(size);
        }
        op('t');
    }

    private PickleOutput number(long number) {
        if (number <= Integer.MAX_VALUE) {
            return op('J').little(number, Integer.BYTES);
        }
        return op(0x8a, Long.BYTES).little(number, Long.BYTES);
    }

    private PickleOutput text(String text) {
        byte[] utf = text.getBytes(StandardCharsets.UTF_8);
        op('X').little(utf.length, Integer.BYTES);
        bytes.writeBytes(utf);
        return this;
    }

    private PickleOutput global(String module, String name) {
        bytes.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    private PickleOutput little(long number, int length) {
        byte[] all = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
        bytes.write(all, 0, length);
        return this;
    }

    private PickleOutput op(int... opcodes) {
        for (int opcode : opcodes) {
            bytes.write(opcode & SHORT);
        }
        return this;
    }
}
