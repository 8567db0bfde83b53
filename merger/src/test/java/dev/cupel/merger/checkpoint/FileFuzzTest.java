package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.cupel.merger.checkpoint.TestFiles.Pickle;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files by the thousand: each is read, or refused with its name and a place in it, in little memory and time.
 *
 * <p>{@code -Dcupel.fuzz=100000} says how many; {@code -Dcupel.fuzz.seed=2} makes others.
 */
class FileFuzzTest {

    private static final int CASES = Integer.getInteger("cupel.fuzz", 4000);
    private static final long SEED = Long.getLong("cupel.fuzz.seed", 1);
    /** Heap of one case, the first with its loading of classes included: the files have less than 2 KiB. */
    private static final long MOST_HEAP = 8 << 20;
    /** Of the processor, so that a busy machine changes nothing. */
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int[] PICKLE_OPCODES = {'(', '0', '1', '2', 'N', 0x88, 'K', 'J', 'X', 0x8c, ']', 'a', 'e', ')',
            't', 0x85, 0x86, 0x87, '}', 's', 'u', 'q', 'r', 'h', 'j', 'c', 0x93, 'R', 0x81, 'b', 'Q', 0x94, 0x95, 0x8f,
            0x90, 'l', 'd', 'I', 'L', 'F', 'G', 'S', 'V', 'p', 'g', 0x8a, 0x8b, 'i', 'o', 0x82, 0x92, 0x96, '.'};

    @TempDir
    Path folder;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private int read;
    private int refused;

    @Test
    void damagedSafetensors() {
        byte[] sound = SafetensorsReaderTest.bytes(TestFiles.of().with("model.a", new long[]{2, 2}, 1, 2, 3, 4)
                .with("model.b", 5).with("c", new long[0], 6).write(folder.resolve("sound")));

        fuzz(CASES / 4, random -> mutated(sound, random));
    }

    /** The header is damaged alone, and its length made right again. */
    @Test
    void damagedHeaders() {
        byte[] header = """
                {"__metadata__":{"format":"pt","x":"\\u0041"},"a":{"dtype":"F16","shape":[2,1],"data_offsets":[0,4]},\
                "b":{"dtype":"I64","shape":[],"data_offsets":[4,12]}}""".getBytes(StandardCharsets.UTF_8);

        fuzz(CASES / 4, random -> {
            byte[] damaged = mutated(header, random);
            return ByteBuffer.allocate(8 + damaged.length + 12).order(ByteOrder.LITTLE_ENDIAN).putLong(damaged.length)
                    .put(damaged).array();
        });
    }

    @Test
    void damagedZips() {
        byte[] stored = TestFiles.zip(false, entries(program().stop()));
        byte[] deflated = TestFiles.zip(true, entries(program().stop()));

        fuzz(CASES / 8, random -> mutated(random.nextBoolean() ? stored : deflated, random));
    }

    @Test
    void damagedFilesBeforeTorch16() {
        byte[] sound = TestFiles.legacy(1, 2, 3);

        fuzz(CASES / 8, random -> mutated(sound, random));
    }

    /** The program is damaged alone: the zip around it, with its check sum, is sound. */
    @Test
    void damagedPickles() {
        byte[] sound = program().stop();

        fuzz(CASES / 8, random -> TestFiles.zip(false, entries(mutated(sound, random))));
    }

    @Test
    void picklesOfRandomOpcodes() {
        fuzz(CASES / 8, random -> TestFiles.zip(false, entries(randomProgram(random))));
    }

    private static Pickle program() {
        return new Pickle().op('}', 'q', 1, '(').text("epoch").number(3).text("state_dict")
                .global("collections", "OrderedDict").op(')', 'R', 'q', 2, '(').text("w")
                .tensor("FloatStorage", "0", 6, 1, new int[]{2, 2}, new int[]{2, 1}).text("v")
                .tensor("FloatStorage", "0", 6, 0, new int[]{3, 2}, new int[]{1, 3})
                .text("f8").untyped("float8_e5m2", "1", 4, new int[]{4}, new int[]{1}).op('u').text("loss")
                .global("numpy.core.multiarray", "scalar").op(')', 'R', 'u');
    }

    private static Map<String, byte[]> entries(byte[] pickle) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("x/data.pkl", pickle);
        entries.put("x/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        entries.put("x/data/0", TestFiles.floats(1, 2, 3, 4, 5, 6));
        entries.put("x/data/1", TestFiles.floats(7));
        return entries;
    }

    private static byte[] randomProgram(SplittableRandom random) {
        Pickle pickle = new Pickle().op('}', '(', ']', '}');
        for (int i = random.nextInt(60); i >= 0; i--) {
            pickle.op(PICKLE_OPCODES[random.nextInt(PICKLE_OPCODES.length)]);
            switch (random.nextInt(8)) {
                case 0 -> pickle.text("state_dict");
                case 1 -> pickle.op('h', random.nextInt(4));
                case 2 -> pickle.tuple(1, 2);
                case 3 -> pickle.global("collections", "OrderedDict").op(')', 'R');
                case 4 -> pickle.storage("FloatStorage", "0", 6);
                case 5 -> pickle.op('q', random.nextInt(4));
                default -> {}
            }
        }
        return pickle.stop();
    }

    private interface Maker {
        byte[] make(SplittableRandom random);
    }

    private void fuzz(int cases, Maker maker) {
        for (int i = 0; i < cases; i++) {
            check(maker.make(new SplittableRandom(SEED * 1_000_003 + i)), "case " + i);
        }
        assertThat(refused).as("refused; read: %d", read).isGreaterThan(cases / 10);
    }

    private void check(byte[] bytes, String name) {
        Path path = TestFiles.write(folder.resolve("damaged"), bytes);
        long begun = threads.getCurrentThreadCpuTime();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        try (TensorFile file = TensorFile.open(path)) {
            file.tensors().values().forEach(Tensor::toFloats);
            read++;
        } catch (TensorFileException e) {
            refused++;
            assertThat(e.getMessage()).startsWith(path + " at byte ").hasLineCount(2);
            assertThat(e.offset()).isBetween(0L, (long) bytes.length);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(name + ": " + HexFormat.of().formatHex(bytes), e);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - allocated).as(name).isLessThan(MOST_HEAP);
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - begun)).as(name).isLessThan(LONGEST);
    }

    private static byte[] mutated(byte[] sound, SplittableRandom random) {
        byte[] bytes = sound;
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            bytes = mutatedOnce(bytes, random);
        }
        return bytes;
    }

    private static byte[] mutatedOnce(byte[] bytes, SplittableRandom random) {
        if (bytes.length < 16) {
            return new byte[random.nextInt(32)];
        }
        int at = random.nextInt(bytes.length);
        byte[] copy = bytes.clone();
        switch (random.nextInt(7)) {
            case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy[at] = (byte) random.nextInt(256);
            case 2 -> number(copy, Math.min(at, copy.length - 8), random);
            case 3 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 4 -> {
                return spliced(bytes, at, Math.min(bytes.length, at + random.nextInt(1, 9)), new byte[0]);
            }
            case 5 -> {
                byte[] again = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + random.nextInt(1, 65)));
                return spliced(bytes, at, at, again);
            }
            default -> copy[at] = (byte) "0123456789[]{}\",:-.e(tRQ".charAt(random.nextInt(24));
        }
        return copy;
    }

    /** A number that is at the edge of something. */
    private static void number(byte[] bytes, int at, SplittableRandom random) {
        long[] edges = {0, 1, -1, Byte.MAX_VALUE, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffffffffL,
                Long.MAX_VALUE, Long.MIN_VALUE, bytes.length, bytes.length - 8, 1L << 40};
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long edge = edges[random.nextInt(edges.length)];
        switch (random.nextInt(3)) {
            case 0 -> buffer.putShort(at, (short) edge);
            case 1 -> buffer.putInt(at, (int) edge);
            default -> buffer.putLong(at, edge);
        }
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        List<byte[]> parts = new ArrayList<>(List.of(Arrays.copyOf(bytes, from), middle,
                Arrays.copyOfRange(bytes, to, bytes.length)));
        ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(all::put);
        return all.array();
    }
}
