package dev.cupel.merger.method;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Random;

/**
 * How long methods take for one tensor on one thread. Not a test: run its main with the sizes of the tensor's dimensions, as
 * {@code 1280x1280x3x3}, and the names of methods, or none for all. Needs 20 bytes for each value and what the method needs.
 */
public final class MethodBenchmark {

    private static final PrintStream OUT = System.out;
    /** The thread's own time, which other programs on the machine do not change much. */
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final Coefficient SOME = new Coefficient(0.4, 0.3);
    private static final int RUNS = 3;

    private MethodBenchmark() {}

    /** Prints a line for each method: milliseconds, millions of values a second. */
    public static void main(String[] arguments) {
        long[] shape = Arrays.stream(arguments[0].split("x")).mapToLong(Long::parseLong).toArray();
        float[][] models = models((int) Arrays.stream(shape).reduce(1, (m, n) -> m * n));
        Methods.all().stream()
                .filter(each -> arguments.length == 1
                        || Arrays.asList(arguments).subList(1, arguments.length).contains(each.name()))
                .forEach(each -> measure(each.with(Settings.NONE), shape, models));
    }

    /** The second and third are near to the first, as fine-tunes are. */
    private static float[][] models(int length) {
        float[][] models = new float[Role.NAMED.size()][length];
        Random random = new Random(1);
        for (int i = 0; i < length; i++) {
            models[0][i] = 0.03f * (float) random.nextGaussian();
            models[1][i] = models[0][i] + 0.003f * (random.nextFloat() - 0.5f);
            models[2][i] = models[0][i] + 0.002f * (random.nextFloat() - 0.5f);
        }
        return models;
    }

    private static void measure(MergeMethod method, long[] shape, float[][] models) {
        long best = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            float[][] copies = Arrays.stream(models).map(float[]::clone).toArray(float[][]::new);
            Values values = new Values("weight", shape, models[0].length, copies);
            long start = CPU.getCurrentThreadCpuTime();
            switch (method) {
                case Direction direction -> direction.direction(values);
                case Formula formula -> formula.merge(values, SOME);
            }
            best = Math.min(best, CPU.getCurrentThreadCpuTime() - start);
            if (best > 10_000_000_000L) {
                break;
            }
        }
        OUT.printf("%-26s %8.0f ms  %7.1f M/s%n", method.name(), best / 1e6, models[0].length * 1e3 / best);
    }
}
