package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NarrowingTest {

    /** A number that a type can hold, and its bits. */
    private record Code(int bits, float value) {}

    private static float widened(DType dtype, int bits) {
        byte[] bytes = {(byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)};
        MemorySegment data = MemorySegment.ofArray(bytes).asSlice(0, dtype.bytes());
        return new Tensor("x", dtype, new long[0], data).toFloats()[0];
    }

    private static int narrowed(DType dtype, float value) {
        byte[] bytes = new byte[4];
        Narrowing.write(dtype, new float[]{value}, 1, MemorySegment.ofArray(bytes), 0);
        return bytes[0] & 0xff | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | bytes[3] << 24;
    }

    /** All finite numbers from +0 on, in order. */
    private static List<Code> positive(DType dtype) {
        List<Code> codes = new ArrayList<>();
        for (int bits = 0; bits < 1 << (8 * dtype.bytes() - 1); bits++) {
            float value = widened(dtype, bits);
            if (Float.isFinite(value)) {
                codes.add(new Code(bits, value));
            }
        }
        assertThat(codes).isSortedAccordingTo(Comparator.comparing(Code::value));
        return codes;
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void everyNumberOfATypeIsKept(DType dtype) {
        int sign = 1 << (8 * dtype.bytes() - 1);
        for (Code code : positive(dtype)) {
            assertThat(narrowed(dtype, code.value())).isEqualTo(code.bits());
            assertThat(narrowed(dtype, -code.value())).isEqualTo(code.bits() | sign);
        }
    }

    /** Between two neighbours all below the middle goes down, all above goes up, and the middle to the even one. */
    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void everyMiddleGoesToTheEvenNeighbour(DType dtype) {
        List<Code> codes = positive(dtype);
        int sign = 1 << (8 * dtype.bytes() - 1);
        for (int i = 1; i < codes.size(); i++) {
            Code low = codes.get(i - 1);
            Code high = codes.get(i);
            float middle = (float) (((double) low.value() + high.value()) / 2);
            int even = low.bits() % 2 == 0 ? low.bits() : high.bits();

            assertThat(narrowed(dtype, middle)).as("%s %s", dtype, middle).isEqualTo(even);
            assertThat(narrowed(dtype, -middle)).isEqualTo(even | sign);
            assertThat(narrowed(dtype, Math.nextDown(middle))).isEqualTo(low.bits());
            assertThat(narrowed(dtype, Math.nextUp(middle))).isEqualTo(high.bits());
        }
    }

    /** Beyond the largest: infinite, or NaN where there is no infinity, as torch does. */
    @ParameterizedTest
    @CsvSource({"F16, 65504, 65520, 0x7c00", "BF16, 3.3895314e38, 3.3961775e38, 0x7f80", "F8_E5M2, 57344, 61440, 0x7c",
            "F8_E4M3, 448, 464.00003, 0x7f"})
    void whatLiesBeyondTheLargestIsInfiniteOrNanAndIsReported(DType dtype, float largest, float beyond, String bits) {
        int code = Integer.decode(bits);
        int sign = 1 << (8 * dtype.bytes() - 1);

        assertThat(widened(dtype, narrowed(dtype, Math.nextDown(beyond)))).isEqualTo(largest);
        assertThat(narrowed(dtype, beyond)).isEqualTo(code);
        assertThat(narrowed(dtype, -beyond)).isEqualTo(code | sign);
        assertThat(narrowed(dtype, Float.MAX_VALUE)).isEqualTo(code);
        assertThat(narrowed(dtype, Float.POSITIVE_INFINITY)).isEqualTo(code);
        assertThat(widened(dtype, narrowed(dtype, Float.NaN))).isNaN();
        assertThat(Narrowing.firstOverflow(dtype, new float[]{0, Float.NaN, Math.nextDown(beyond), -beyond}, 4))
                .isEqualTo(3);
        assertThat(Narrowing.firstOverflow(dtype, new float[]{0, Float.NaN, Math.nextDown(beyond), -beyond}, 3))
                .isEqualTo(-1);
        assertThat(Narrowing.firstOverflow(dtype, new float[]{Float.NEGATIVE_INFINITY}, 1))
                .isEqualTo(dtype == DType.F8_E4M3 ? 0 : -1);
    }

    @Test
    void float32IsKeptBitByBit() {
        for (float value : new float[]{0, -0f, 1, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, 1e-40f}) {
            assertThat(narrowed(DType.F32, value)).isEqualTo(Float.floatToRawIntBits(value));
        }
        assertThat(Narrowing.firstOverflow(DType.F32, new float[]{Float.MAX_VALUE, Float.POSITIVE_INFINITY}, 2))
                .isEqualTo(-1);
    }

    /** Hand-computed: 0.1 in each type, and the smallest numbers. */
    @ParameterizedTest
    @CsvSource({"F16, 0.1, 0x2e66", "BF16, 0.1, 0x3dcd", "F8_E4M3, 0.1, 0x1d", "F8_E5M2, 0.1, 0x2e",
            "F8_E4M3, 0.0009765625, 0x00", "F8_E4M3, 0.00097656256, 0x01", "F8_E4M3, 0.0029296875, 0x02",
            "F8_E5M2, 7.6293945e-6, 0x00", "F8_E5M2, 7.62939500e-6, 0x01", "F8_E4M3, 240, 0x77", "F8_E4M3, -3, 0xc4"})
    void knownNumbers(DType dtype, float value, String bits) {
        assertThat(narrowed(dtype, value)).isEqualTo(Integer.decode(bits));
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void manyValuesAreRoundedAsOneIsAndInPlaceAsWritten(DType dtype) {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[10_007];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
        }
        byte[] bytes = new byte[values.length * dtype.bytes() + 3];
        Narrowing.write(dtype, values, values.length, MemorySegment.ofArray(bytes), 3);
        Tensor written = new Tensor("x", dtype, new long[]{values.length}, MemorySegment.ofArray(bytes).asSlice(3));
        float[] rounded = values.clone();
        Narrowing.round(dtype, rounded, rounded.length);

        assertThat(written.toFloats()).isEqualTo(rounded);
        for (int i = 0; i < values.length; i += 10) {
            assertThat(rounded[i]).isEqualTo(Float.valueOf(widened(dtype, narrowed(dtype, values[i]))));
        }
    }

    @Test
    void wholeNumbersAndFloat64AreNotRoundedTo() {
        assertThat(Narrowing.supports(DType.F64)).isFalse();
        assertThat(Narrowing.supports(DType.I64)).isFalse();
        assertThat(Narrowing.supports(DType.F8_E4M3)).isTrue();
        assertThatThrownBy(() -> narrowed(DType.I8, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not to I8");
    }
}
