package dev.cupel.merger.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One named tensor of a file: a view of memory that lives as long as the {@link TensorFile} is open.
 */
public final class Tensor implements FloatTensor {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int CHUNK = 8192;

    private final String name;
    private final DType dtype;
    private final long[] shape;
    private final MemorySegment data;

    /**
     * @param name the name in the file, or the canonical one
     * @param dtype the type of the elements
     * @param shape the sizes of the dimensions, outermost first; empty for a single number
     * @param data the elements, little-endian, row-major, without gaps
     * @throws IllegalArgumentException if the data is not as long as shape and type say
     */
    public Tensor(String name, DType dtype, long[] shape, MemorySegment data) {
        this.name = name;
        this.dtype = dtype;
        this.shape = shape.clone();
        this.data = data.asReadOnly();
        long bytes = count() * dtype.bytes();
        if (data.byteSize() != bytes) {
            throw new IllegalArgumentException("tensor %s: %s of %s needs %d bytes, but there are %d"
                    .formatted(name, dtype, Arrays.toString(shape), bytes, data.byteSize()));
        }
    }

    /** The name. */
    @Override
    public String name() {
        return name;
    }

    /** The type of the elements. */
    public DType dtype() {
        return dtype;
    }

    /** The sizes of the dimensions, outermost first; empty for a single number. */
    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** The elements as they are in the file: little-endian, row-major, without gaps, read-only. */
    public MemorySegment data() {
        return data;
    }

    /** The same data under another name. */
    public Tensor withName(String other) {
        return new Tensor(other, dtype, shape, data);
    }

    /** The same data in another shape of the same count. */
    Tensor withShape(long... other) {
        return new Tensor(name, dtype, other, data);
    }

    /**
     * Widens all elements into native memory.
     *
     * @param target float32 in the machine's byte order, as many as {@link #count()}
     * @throws IllegalArgumentException if the target has another size
     */
    public void widenTo(MemorySegment target) {
        if (target.byteSize() != count() * Float.BYTES) {
            throw new IllegalArgumentException("tensor %s has %d elements, but the float32 target has %d bytes"
                    .formatted(name, count(), target.byteSize()));
        }
        float[] chunk = new float[(int) Math.min(CHUNK, count())];
        for (long from = 0; from < count(); from += CHUNK) {
            int length = (int) Math.min(CHUNK, count() - from);
            widen(from, chunk, length);
            MemorySegment.copy(chunk, 0, target, ValueLayout.JAVA_FLOAT_UNALIGNED, from * Float.BYTES, length);
        }
    }

    /**
     * All elements as float32.
     *
     * @throws IllegalArgumentException if there are more than an array can hold
     */
    public float[] toFloats() {
        if (count() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "tensor %s has %d elements, too many for one array".formatted(name, count()));
        }
        float[] all = new float[(int) count()];
        widen(0, all, all.length);
        return all;
    }

    @Override
    public void prefetch(long first, long length) {
        MemorySegment part = data.asSlice(first * dtype.bytes(), length * dtype.bytes());
        if (part.isMapped() && !part.isLoaded()) {
            part.load();
        }
    }

    /**
     * Widens some elements to float32: exact for F32, F16, BF16 and the 8-bit floats; F64 and integers are rounded to the nearest.
     *
     * @param first index of the first element, row-major
     * @param target where they go, from index 0 on
     * @param length how many
     */
    @Override
    public void widen(long first, float[] target, int length) {
        switch (dtype) {
            case F32 -> MemorySegment.copy(data, FLOAT, first * 4, target, 0, length);
            case F16 -> {
                for (int i = 0; i < length; i++) {
                    target[i] = Float.float16ToFloat(data.get(SHORT, (first + i) * 2));
                }
            }
            case BF16 -> {
                for (int i = 0; i < length; i++) {
                    target[i] = Float.intBitsToFloat(data.get(SHORT, (first + i) * 2) << 16);
                }
            }
            case F64 -> {
                for (int i = 0; i < length; i++) {
                    target[i] = (float) data.get(DOUBLE, (first + i) * 8);
                }
            }
            case F8_E4M3 -> {
                for (int i = 0; i < length; i++) {
                    target[i] = Float8.e4m3(data.get(ValueLayout.JAVA_BYTE, first + i));
                }
            }
            case F8_E5M2 -> {
                for (int i = 0; i < length; i++) {
                    target[i] = Float8.e5m2(data.get(ValueLayout.JAVA_BYTE, first + i));
                }
            }
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> {
                for (int i = 0; i < length; i++) {
                    target[i] = whole(first + i);
                }
            }
        }
    }

    private float whole(long index) {
        return switch (dtype) {
            case I64 -> data.get(LONG, index * 8);
            case U64 -> {
                long value = data.get(LONG, index * 8);
                yield value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2f; // the kept low bit makes the rounding right
            }
            case I32 -> data.get(INT, index * 4);
            case U32 -> Integer.toUnsignedLong(data.get(INT, index * 4));
            case I16 -> data.get(SHORT, index * 2);
            case U16 -> Short.toUnsignedInt(data.get(SHORT, index * 2));
            case I8 -> data.get(ValueLayout.JAVA_BYTE, index);
            case U8 -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, index));
            case BOOL -> data.get(ValueLayout.JAVA_BYTE, index) == 0 ? 0 : 1;
            case F64, F32, F16, BF16, F8_E4M3, F8_E5M2 -> throw new AssertionError(dtype);
        };
    }

    @Override
    public String toString() {
        return name + " " + dtype + Arrays.toString(shape);
    }
}
