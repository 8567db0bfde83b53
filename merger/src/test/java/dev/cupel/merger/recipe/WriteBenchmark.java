package dev.cupel.merger.recipe;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * How long a full-size merge to a file takes within one process, beside a plain copy of as many bytes. Arguments: the three
 * files, the output, a method, and how often.
 */
public final class WriteBenchmark {

    private static final PrintStream OUT = System.out;

    private WriteBenchmark() {}

    /** Measures. */
    public static void main(String[] arguments) throws IOException {
        Path out = Path.of(arguments[3]);
        for (int run = 0; run < Integer.parseInt(arguments[5]); run++) {
            merge(arguments, out);
            copy(Path.of(arguments[0]), out);
        }
        Files.deleteIfExists(out);
    }

    private static void merge(String[] arguments, Path out) throws IOException {
        long start = System.nanoTime();
        try (Checkpoint a = Checkpoint.open(Path.of(arguments[0]));
                Checkpoint b = Checkpoint.open(Path.of(arguments[1]));
                Checkpoint c = Checkpoint.open(Path.of(arguments[2]))) {
            MergePlan plan = MergePlan.of(Methods.of(arguments[4]).with(Settings.NONE), VaeChoice.MERGED,
                    Map.of(Role.NEW_BASE, a, Role.TUNED, b, Role.OLD_BASE, c));
            Merge.write(plan, a, Coefficients.uniform(0.7, 0.3), Precision.FP16, Map.of(), out);
        }
        print(arguments[4], start);
    }

    private static void copy(Path from, Path out) throws IOException {
        long start = System.nanoTime();
        try (Arena arena = Arena.ofShared();
                FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(out, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            MemorySegment bytes = in.map(FileChannel.MapMode.READ_ONLY, 0, in.size(), arena);
            for (long at = 0; at < bytes.byteSize(); at += 1 << 20) {
                to.write(bytes.asSlice(at, Math.min(1 << 20, bytes.byteSize() - at)).asByteBuffer());
            }
            print("  copy of one file, in the cache", start);
            to.force(true);
        }
        print("  and on the disk", start);
    }

    private static void print(String what, long start) {
        OUT.printf("%-34s %7.3f s%n", what, (System.nanoTime() - start) / 1e9);
    }
}
