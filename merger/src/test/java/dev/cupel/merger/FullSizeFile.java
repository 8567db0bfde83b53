package dev.cupel.merger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/** Writes float16 models of the size, names and shapes of Stable Diffusion 1.5 with random values, for benchmarks. */
public final class FullSizeFile {

    private static final String POSITIONS = "position_ids";
    /** Values repeat after so many. */
    private static final int PATTERN = (1 << 21) + 1;

    private FullSizeFile() {}

    /** Writes a file for each argument after the first, the folder. */
    public static void main(String[] arguments) throws IOException {
        for (int i = 1; i < arguments.length; i++) {
            write(Path.of(arguments[0]).resolve(arguments[i]), i);
        }
    }

    /** Writes a model of 2.1 GB. */
    public static Path write(Path file, long seed) throws IOException {
        StringJoiner header = new StringJoiner(",", "{", "}");
        long at = 0;
        for (Map.Entry<String, long[]> tensor : Sd15.shapes().entrySet()) {
            boolean positions = tensor.getKey().endsWith(POSITIONS);
            long bytes = Arrays.stream(tensor.getValue()).reduce(positions ? 8 : 2, (m, n) -> m * n);
            header.add("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(tensor.getKey(),
                    positions ? "I64" : "F16", Arrays.toString(tensor.getValue()), at, at + bytes));
            at += bytes;
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padding = (8 - text.length % 8) % 8;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.allocate(8 + text.length + padding).order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(text.length + padding).put(text).put(" ".repeat(padding).getBytes(StandardCharsets.UTF_8))
                    .flip());
            ByteBuffer pattern = pattern(seed);
            for (long left = at; left > 0;) {
                pattern.position(0).limit((int) Math.min(pattern.capacity(), left));
                left -= channel.write(pattern);
            }
        }
        return file;
    }

    private static ByteBuffer pattern(long seed) {
        Random random = Random.from(new SplittableRandom(seed));
        ByteBuffer pattern = ByteBuffer.allocateDirect(2 * PATTERN).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < PATTERN; i++) {
            pattern.putShort(Float.floatToFloat16((float) (0.05 * random.nextGaussian())));
        }
        return pattern;
    }
}
