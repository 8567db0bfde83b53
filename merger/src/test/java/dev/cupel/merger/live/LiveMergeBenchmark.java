package dev.cupel.merger.live;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.threads.Workers;
import dev.cupel.merger.weight.BlockWeights;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * How long a full-size SD 1.5 merge takes from recipe to live weights. Not a test: run its main with an argument, the
 * folder for three files of 2.1 GB, which are deleted afterwards. Needs 7 GB of memory besides the files' cache.
 */
public final class LiveMergeBenchmark {

    /** Parameters of IN00 to OUT11, counted on the published SD 1.5. */
    private static final long[] UNET = {2_062_400, 4_801_280, 4_801_280, 921_920, 15_746_560, 17_384_960, 3_687_040,
            59_345_920, 65_899_520, 14_746_880, 31_138_560, 31_138_560, 97_038_080, 49_164_800, 49_164_800, 63_911_680,
            83_925_760, 83_925_760, 90_479_360, 25_989_760, 21_892_480, 23_530_880, 6_953_280, 5_928_640, 5_940_804};
    private static final long TEXT_ENCODER = 123_060_480;
    private static final long VAE = 83_653_863;
    /** About the size of a larger layer. */
    private static final long TENSOR = 4_000_000;
    private static final int PATTERN = 1 << 20;
    private static final int RUNS = 5;
    /** Bytes that are copied at a time, and how many such parts there are: 1 GiB, more than any cache. */
    private static final long PART = 1 << 20;
    private static final int COPIED = 1 << 10;
    private static final PrintStream OUT = System.out;

    private LiveMergeBenchmark() {}

    /** Makes the files, measures, and deletes them. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "cupel-benchmark");
        if (folder.toFile().getUsableSpace() < 10_000_000_000L) {
            throw new IllegalStateException(folder + " needs 10 GB of free space");
        }
        Map<Role, Path> files = new TreeMap<>();
        try {
            for (Role role : Role.NAMED) {
                files.put(role, writeModel(folder.resolve(role.key() + ".safetensors"), role.index()));
            }
            for (int threads : new int[]{1, Runtime.getRuntime().availableProcessors()}) {
                measure(files, Precision.FP32, threads);
                measure(files, Precision.FP16, threads);
            }
        } finally {
            for (Path file : files.values()) {
                Files.deleteIfExists(file);
            }
            Files.delete(folder);
        }
    }

    private static void measure(Map<Role, Path> files, Precision precision, int threads) {
        Map<Role, Checkpoint> models = new TreeMap<>();
        files.forEach((role, file) -> models.put(role, Checkpoint.open(file)));
        MergePlan plan = MergePlan.of(new AddDifference(), VaeChoice.NEW_BASE, models);
        long start = System.nanoTime();
        try (LiveWeights live = LiveWeights.of(plan, precision, threads)) {
            OUT.printf("%n%d threads, %s%n", threads, precision);
            print("open: differences and the new base", start);
            for (int run = 1; run <= RUNS; run++) {
                start = System.nanoTime();
                Set<Block> blocks = live.apply(Coefficients.uniform(0.1 * run));
                print("all " + blocks.size() + " blocks with something to merge", start);
            }
            for (Block block : new Block[]{Block.OUT05, Block.IN01}) {
                BlockWeights weights = BlockWeights.uniform(1).with(block, 0.5);
                start = System.nanoTime();
                live.apply(new Coefficients(0.1 * RUNS, weights, null));
                print("one block, " + block, start);
                live.apply(Coefficients.uniform(0.1 * RUNS));
            }
            copy(live, threads);
            start = System.nanoTime();
            live.hash();
            print("hash of all", start);
        } finally {
            models.values().forEach(Checkpoint::close);
        }
    }

    /** A plain copy of as many bytes as the model has, by as many threads, from one place that is not in a cache to another. */
    private static void copy(LiveWeights live, int threads) {
        long bytes = live.names().stream().mapToLong(name -> live.data(name).byteSize()).sum();
        int parts = (int) (bytes / PART);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment from = arena.allocate(PART * COPIED, 64).fill((byte) 1);
            MemorySegment to = arena.allocate(PART * COPIED, 64).fill((byte) 2);
            for (int run = 0; run < 3; run++) {
                long start = System.nanoTime();
                new Workers(threads).run(parts, () -> i -> MemorySegment.copy(from, i % COPIED * PART, to,
                        i % COPIED * PART, PART));
                print("plain copy of as many bytes", start);
            }
        }
    }

    private static void print(String what, long start) {
        OUT.printf("%-44s %8.3f s%n", what, (System.nanoTime() - start) / 1e9);
    }

    private static Path writeModel(Path file, int seed) throws IOException {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (int i = 0; i < UNET.length; i++) {
            String block = i < 12
                    ? "input_blocks." + i + ".0"
                    : i == 12 ? "middle_block.0" : "output_blocks." + (i - 13) + ".0";
            split(sizes, Checkpoint.UNET + block, UNET[i]);
        }
        split(sizes, Checkpoint.TEXT_ENCODER + "encoder", TEXT_ENCODER);
        split(sizes, Checkpoint.VAE + "decoder", VAE);
        StringBuilder header = new StringBuilder("{");
        long at = 0;
        for (Map.Entry<String, Long> size : sizes.entrySet()) {
            header.append(at == 0 ? "" : ",")
                    .append("\"%s\":{\"dtype\":\"F16\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
                            .formatted(size.getKey(), size.getValue(), at, at + 2 * size.getValue()));
            at += 2 * size.getValue();
        }
        byte[] text = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length)
                    .put(text).flip());
            ByteBuffer pattern = pattern(seed);
            for (long left = at; left > 0;) {
                pattern.position(0).limit((int) Math.min(pattern.capacity(), left));
                left -= channel.write(pattern);
            }
        }
        return file;
    }

    private static void split(Map<String, Long> sizes, String prefix, long total) {
        int number = 0;
        for (long left = total; left > 0; left -= TENSOR) {
            sizes.put(prefix + ".part" + number++ + ".weight", Math.min(TENSOR, left));
        }
    }

    private static ByteBuffer pattern(int seed) {
        Random random = new Random(seed);
        ByteBuffer pattern = ByteBuffer.allocateDirect(2 * PATTERN).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < PATTERN; i++) {
            pattern.putShort(Float.floatToFloat16((float) (0.05 * random.nextGaussian())));
        }
        return pattern;
    }
}
