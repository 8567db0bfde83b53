package dev.cupel.evaluator.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against PyTorch 2.7.1 on x86-64 (AVX2 path): all comparisons are of bits. */
class TorchRandomTest {

    private static final JsonNode GOLDEN = Golden.json("rng/torch_cpu.json");

    @Test
    void normalsHaveTorchsBits() {
        for (JsonNode draw : GOLDEN.get("randn")) {
            float[] values = new TorchRandom(draw.get("seed").longValue()).normals(draw.get("n").intValue());

            assertBits(values, draw);
        }
    }

    @Test
    void secondDrawGoesOnWhereTheFirstEnded() {
        for (JsonNode draws : GOLDEN.get("randn_two_draws")) {
            TorchRandom random = new TorchRandom(draws.get("seed").longValue());

            assertBits(random.normals(256), draws.get("first_draw"));
            assertBits(random.normals(256), draws.get("second_draw"));
        }
    }

    @Test
    void secondNumberOfAPairIsKeptAcrossLargeDraws() {
        for (JsonNode other : GOLDEN.get("other")) {
            TorchRandom random = new TorchRandom(other.get("seed").longValue());

            for (JsonNode draw : other.get("mixed_sizes_5_20_3")) {
                assertBits(random.normals(draw.get("count").intValue()), draw);
            }
        }
    }

    @Test
    void uniformNumbersHaveTorchsBits() {
        for (JsonNode other : GOLDEN.get("other")) {
            TorchRandom single = new TorchRandom(other.get("seed").longValue());
            assertBits(uniforms(single, 5), other.get("rand5"));

            TorchRandom wide = new TorchRandom(other.get("seed").longValue());
            for (JsonNode value : other.get("rand64bit_double5")) {
                assertThat(wide.uniformDouble()).isEqualTo(Double.parseDouble(value.asText()));
            }
        }
    }

    @Test
    void integersAndPermutationsAreTorchs() {
        for (JsonNode other : GOLDEN.get("other")) {
            TorchRandom integers = new TorchRandom(other.get("seed").longValue());
            for (JsonNode value : other.get("randint_0_1000_x10")) {
                assertThat(integers.integer(0, 1000)).isEqualTo(value.longValue());
            }
            assertPermutation(new TorchRandom(other.get("seed").longValue()).permutation(20), other.get("randperm20"));
        }
    }

    @Test
    void allKindsOfDrawsShareOneStream() {
        for (JsonNode other : GOLDEN.get("other")) {
            TorchRandom random = new TorchRandom(other.get("seed").longValue());
            JsonNode sequence = other.get("sequence");

            assertThat(random.integer(0, 1000)).isEqualTo(sequence.get("randint").get(0).longValue());
            assertPermutation(random.permutation(20), sequence.get("randperm"));
            assertBits(uniforms(random, 5), sequence.get("rand"));
            assertBits(random.normals(16), sequence.get("randn"));
            assertThat(random.integer(0, 1000)).isEqualTo(sequence.get("randint2").get(0).longValue());
        }
    }

    private static float[] uniforms(TorchRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.uniform();
        }
        return values;
    }

    private static void assertPermutation(int[] actual, JsonNode expected) {
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isEqualTo(expected.get(i).intValue());
        }
    }

    static void assertBits(float[] values, JsonNode expected) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
            assertThat(HexFormat.of().formatHex(hash)).isEqualTo(expected.get("sha256").textValue());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
