package dev.cupel.merger.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rounds float32 values to the types that checkpoints are saved in: to the nearest, ties to even, subnormal numbers
 * included, as torch and IEEE 754 do.
 *
 * <table>
 * <caption>The types</caption>
 * <tr><th>type</th><th>exponent, mantissa bits</th><th>largest</th><th>smallest</th><th>beyond the largest</th></tr>
 * <tr><td>F32</td><td>8, 23</td><td>3.4e38</td><td>1.4e-45</td><td>–</td></tr>
 * <tr><td>F16</td><td>5, 10</td><td>65504</td><td>6.0e-8</td><td>infinite</td></tr>
 * <tr><td>BF16</td><td>8, 7</td><td>3.4e38</td><td>9.2e-41</td><td>infinite</td></tr>
 * <tr><td>F8_E4M3</td><td>4, 3</td><td>448</td><td>0.0019531</td><td>NaN: there is no infinity</td></tr>
 * <tr><td>F8_E5M2</td><td>5, 2</td><td>57344</td><td>1.5e-5</td><td>infinite</td></tr>
 * </table>
 *
 * <p>The 8-bit formats are those of P. Micikevicius et al., "FP8 Formats for Deep Learning", 2022 (E4M3 in the variant
 * without infinities, torch's {@code float8_e4m3fn}). What lies beyond the largest value is written as the table says, and
 * reported by {@link #firstOverflow}: a model should not get it unseen.
 */
public final class Narrowing {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int SIGN = 0x8000_0000;
    private static final int INFINITY = 0x7f80_0000;

    private Narrowing() {}

    /** Whether values can be rounded to a type: F32, F16, BF16, F8_E4M3 and F8_E5M2, but not F64 or whole numbers. */
    public static boolean supports(DType dtype) {
        return dtype.floating() && dtype != DType.F64;
    }

    /**
     * Writes rounded values, little-endian.
     *
     * @param dtype the type to round to
     * @param values the values, from index 0 on
     * @param length how many of them
     * @param target where they go
     * @param at the place of the first in the target, in bytes
     * @throws IllegalArgumentException if the type is not {@linkplain #supports supported}
     */
    public static void write(DType dtype, float[] values, int length, MemorySegment target, long at) {
        switch (dtype) {
            case F32 -> MemorySegment.copy(values, 0, target, FLOAT, at, length);
            case F16 -> {
                for (int i = 0; i < length; i++) {
                    target.set(SHORT, at + 2L * i, Float.floatToFloat16(values[i]));
                }
            }
            case BF16 -> {
                for (int i = 0; i < length; i++) {
                    target.set(SHORT, at + 2L * i, bfloat16(values[i]));
                }
            }
            case F8_E4M3 -> {
                for (int i = 0; i < length; i++) {
                    target.set(ValueLayout.JAVA_BYTE, at + i, e4m3(values[i]));
                }
            }
            case F8_E5M2 -> {
                for (int i = 0; i < length; i++) {
                    target.set(ValueLayout.JAVA_BYTE, at + i, e5m2(values[i]));
                }
            }
            case F64, I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> throw unsupported(dtype);
        }
    }

    /**
     * Rounds values in place: each becomes what a reader of the saved file gets.
     *
     * @param dtype the type to round to
     * @param values the values, from index 0 on
     * @param length how many of them
     * @throws IllegalArgumentException if the type is not {@linkplain #supports supported}
     */
    public static void round(DType dtype, float[] values, int length) {
        switch (dtype) {
            case F32 -> {}
            case F16 -> {
                for (int i = 0; i < length; i++) {
                    values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
                }
            }
            case BF16 -> {
                for (int i = 0; i < length; i++) {
                    values[i] = Float.intBitsToFloat(bfloat16(values[i]) << 16);
                }
            }
            case F8_E4M3 -> {
                for (int i = 0; i < length; i++) {
                    values[i] = Float8.e4m3(e4m3(values[i]));
                }
            }
            case F8_E5M2 -> {
                for (int i = 0; i < length; i++) {
                    values[i] = Float8.e5m2(e5m2(values[i]));
                }
            }
            case F64, I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> throw unsupported(dtype);
        }
    }

    /**
     * The first value that the type cannot hold: one that is finite and would become infinite or NaN, or an infinite one for
     * E4M3, which has no infinity.
     *
     * @param dtype a supported type
     * @param values the values, from index 0 on
     * @param length how many of them
     * @return its index, or -1 if all fit
     */
    public static int firstOverflow(DType dtype, float[] values, int length) {
        float limit = limit(dtype);
        boolean infinity = dtype != DType.F8_E4M3;
        for (int i = Magnitude.reaches(values, length, limit) ? 0 : length; i < length; i++) {
            if (Math.abs(values[i]) >= limit && !(infinity && Float.isInfinite(values[i]))) {
                return i;
            }
        }
        return -1;
    }

    /** The least value that is rounded beyond the largest of the type: half a step above it. */
    private static float limit(DType dtype) {
        return switch (dtype) {
            case F32 -> Float.POSITIVE_INFINITY;
            case F16 -> 65_520;
            case BF16 -> Float.intBitsToFloat(0x7f7f_8000);
            case F8_E4M3 -> Math.nextUp(464f); // 464 itself is a tie, and goes to the even 448
            case F8_E5M2 -> 61_440;
            case F64, I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> throw unsupported(dtype);
        };
    }

    /** The upper half of the float's bits, rounded; NaN becomes the quiet one of its sign. */
    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
        return (short) ((bits & ~SIGN) > INFINITY ? 0x7fc0 | (bits & SIGN) >>> 16 : rounded);
    }

    /** Exponent bias 7; all ones is NaN. */
    private static byte e4m3(float value) {
        int sign = Float.floatToRawIntBits(value) & SIGN;
        int bits = Float.floatToRawIntBits(value) ^ sign;
        // normal numbers: another bias, and 20 bits of the mantissa rounded away
        int normal = (bits + ((7 - 127) << 23) + 0x7_ffff + ((bits >>> 20) & 1)) >>> 20;
        // below 2^-6 the steps are 2^-9, which are those of floats just above 2^14: the addition rounds
        int subnormal = Float.floatToRawIntBits(Float.intBitsToFloat(bits) + 0x1p14f) - (141 << 23);
        int size = bits < 121 << 23 ? subnormal : normal;
        return (byte) ((bits > 0x43e8_0000 ? 0x7f : size) | sign >>> 24); // 464
    }

    /** The upper half of a float16, but rounded once. */
    private static byte e5m2(float value) {
        int sign = Float.floatToRawIntBits(value) & SIGN;
        int bits = Float.floatToRawIntBits(value) ^ sign;
        int normal = (bits + ((15 - 127) << 23) + 0xf_ffff + ((bits >>> 21) & 1)) >>> 21;
        // below 2^-14 the steps are 2^-16, which are those of floats just above 2^7
        int subnormal = Float.floatToRawIntBits(Float.intBitsToFloat(bits) + 0x1p7f) - (134 << 23);
        int size = bits < 113 << 23 ? subnormal : normal;
        int beyond = bits > INFINITY ? 0x7f : 0x7c;
        return (byte) ((bits >= 0x4770_0000 ? beyond : size) | sign >>> 24); // 61440
    }

    private static IllegalArgumentException unsupported(DType dtype) {
        return new IllegalArgumentException(
                "float32 values are rounded to F32, F16, BF16, F8_E4M3 or F8_E5M2, but not to " + dtype);
    }
}
