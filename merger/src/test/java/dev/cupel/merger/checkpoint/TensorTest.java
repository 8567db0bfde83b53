package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorTest {

    private static Tensor scalar(DType dtype, String littleEndianHex) {
        return new Tensor("x", dtype, new long[0], MemorySegment.ofArray(HexFormat.of().parseHex(littleEndianHex)));
    }

    @ParameterizedTest
    @CsvSource({"F64, 182d4454fb210940, 3.1415927", "F32, db0f4940, 3.1415927", "F16, 4842, 3.140625",
            "F16, 0100, 5.9604645E-8",
            "F16, 007c, Infinity", "BF16, 4940, 3.140625", "I64, feffffffffffffff, -2", "I32, feffffff, -2",
            "I16, feff, -2",
            "I8, fe, -2", "U64, ffffffffffffffff, 18446744073709551615", "U64, 0200000000000000, 2",
            "U32, feffffff, 4294967294", "U16, feff, 65534", "U8, fe, 254", "BOOL, 01, 1", "BOOL, 00, 0",
            "F8_E4M3, 38, 1", "F8_E4M3, 7e, 448", "F8_E4M3, 01, 0.001953125", "F8_E4M3, 08, 0.015625",
            "F8_E4M3, bc, -1.5",
            "F8_E4M3, 7f, NaN", "F8_E5M2, 3c, 1", "F8_E5M2, 7b, 57344", "F8_E5M2, c2, -3"})
    void everyTypeWidensToFloat32(DType dtype, String bytes, float expected) {
        assertThat(scalar(dtype, bytes).toFloats()).containsExactly(expected);
    }

    @Test
    void aStretchOfALongTensorWidensAsTheWholeDoes() {
        short[] halves = new short[20_000];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = Float.floatToFloat16(i / 7f);
        }
        Tensor tensor = new Tensor("x", DType.F16, new long[]{halves.length}, MemorySegment.ofArray(halves));
        float[] stretch = new float[10];
        tensor.widen(12_345, stretch, 10);

        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(halves.length * 4L);
            tensor.widenTo(all);

            assertThat(all.toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(tensor.toFloats());
            assertThat(stretch).containsExactly(Arrays.copyOfRange(tensor.toFloats(), 12_345, 12_355));
        }
    }

    @Test
    void dataOfAnotherSizeIsAnError() {
        assertThatThrownBy(() -> scalar(DType.F32, "0000")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs 4 bytes, but there are 2");
    }
}
