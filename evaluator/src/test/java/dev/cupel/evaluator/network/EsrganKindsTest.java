package dev.cupel.evaluator.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.picture.Picture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that enlarge four times, twice and not at all, in the names of all implementations, against spandrel's. */
class EsrganKindsTest {

    private static final int WIDTH = 8;
    private static final int GROWTH = 32;

    private static Compute compute;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        compute = Compute.open(Compute.Device.CPU, 1);
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    static Stream<Arguments> kinds() {
        return StreamSupport.stream(Golden.json("enlarging/esrgan_small.json").get("cases").spliterator(), false)
                .map(kind -> Arguments.of(kind.get("title").textValue(), kind));
    }

    /** Truncation turns the smallest difference in float32 into one level. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void picturesAreThoseOfAnotherImplementation(String title, JsonNode kind) throws IOException {
        byte[] rgb = new byte[3 * 16 * 12];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (37 * i + 11 * i * i);
        }

        try (Esrgan esrgan = Esrgan.open(compute, file(kind))) {
            assertThat(esrgan.scale()).isEqualTo(kind.get("scale").intValue());
            byte[] large = esrgan.enlarge(new Picture(16, 12, rgb)).rgb();

            assertThat(large).hasSize(kind.get("rgb").size());
            for (int i = 0; i < large.length; i++) {
                assertThat(Byte.toUnsignedInt(large[i]) - kind.get("rgb").get(i).intValue()).isBetween(-1, 1);
            }
        }
    }

    private Path file(JsonNode kind) throws IOException {
        Map<String, int[]> shapes = shapes(kind.get("kind").textValue(), kind.get("ups").intValue(),
                kind.get("channels").intValue());
        StringJoiner header = new StringJoiner(",", "{", "}");
        int end = 0;
        for (Map.Entry<String, int[]> tensor : shapes.entrySet()) {
            int start = end;
            end += 4 * count(tensor.getValue());
            header.add("\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(tensor.getKey(),
                    Arrays.toString(tensor.getValue()), start, end));
        }
        byte[] head = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + head.length + end).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(head.length).put(head);
        shapes.forEach((name, shape) -> values(bytes, name, shape));
        return Files.write(folder.resolve("small.safetensors"), bytes.array());
    }

    private static Map<String, int[]> shapes(String kind, int ups, int channels) {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        boolean old = kind.equals("old");
        boolean real = kind.equals("real");
        layer(shapes, old ? "model.0" : "conv_first", WIDTH, channels);
        String block = old
                ? "model.1.sub.0.RDB%d.conv%d.0"
                : real ? "body.0.rdb%d.conv%d" : "RRDB_trunk.0.RDB%d.conv%d";
        for (int dense = 1; dense <= 3; dense++) {
            for (int conv = 1; conv <= 5; conv++) {
                layer(shapes, block.formatted(dense, conv), conv < 5 ? GROWTH : WIDTH, WIDTH + GROWTH * (conv - 1));
            }
        }
        layer(shapes, old ? "model.1.sub.1" : real ? "conv_body" : "trunk_conv", WIDTH, WIDTH);
        for (int up = 1; up <= ups; up++) {
            layer(shapes, (old ? "model." + 3 * up : (real ? "conv_up" : "upconv") + up), WIDTH, WIDTH);
        }
        layer(shapes, old ? "model." + (3 * ups + 2) : real ? "conv_hr" : "HRconv", WIDTH, WIDTH);
        layer(shapes, old ? "model." + (3 * ups + 4) : "conv_last", 3, WIDTH);
        return shapes;
    }

    private static void layer(Map<String, int[]> shapes, String name, int out, int in) {
        shapes.put(name + ".weight", new int[]{out, in, 3, 3});
        shapes.put(name + ".bias", new int[]{out});
    }

    private static int count(int[] shape) {
        int count = 1;
        for (int side : shape) {
            count *= side;
        }
        return count;
    }

    private static void values(ByteBuffer bytes, String name, int[] shape) {
        int count = count(shape);
        double inputs = shape.length > 1 ? count / shape[0] : 64;
        for (int i = 0; i < count; i++) {
            int v = (name.hashCode() + i) * 0x9E3779B1;
            v = (v ^ v >>> 15) * 0x85EBCA6B;
            bytes.putFloat((float) (((v >>> 8) / (double) (1 << 24) - 0.5) * 3 / Math.sqrt(inputs)));
        }
    }
}
