package dev.cupel.merger.rebasin;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Shares independent tasks among the processor's cores. Each writes only results of its own, so their order does not matter. */
final class Cores {

    /** Numbers to read or add: with less work, sharing takes longer than working. */
    private static final long WORTH_SHARING = 1 << 20;

    private Cores() {}

    /**
     * Does tasks 0 to count - 1.
     *
     * @param work of all tasks, in numbers read or added
     */
    static void each(int count, long work, IntConsumer task) {
        IntStream tasks = IntStream.range(0, count);
        (work < WORTH_SHARING ? tasks : tasks.parallel()).forEach(task);
    }
}
