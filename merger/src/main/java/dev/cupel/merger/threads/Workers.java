package dev.cupel.merger.threads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Does independent numbered tasks on some threads. Each task writes only its own results, so their order does not matter.
 *
 * @param threads how many threads, from 1
 */
public record Workers(int threads) {

    /**
     * @throws IllegalArgumentException if there is less than one thread
     */
    public Workers {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be 1 or more, but is " + threads);
        }
    }

    /**
     * Runs tasks 0 to count - 1, begun in that order. Once one has failed no more are begun; what a failed one threw is thrown
     * when those that were begun have ended.
     *
     * @param count how many tasks
     * @param worker makes what does them, one for each thread: it may keep buffers
     */
    public void run(int count, Supplier<IntConsumer> worker) {
        int used = Math.min(threads, count);
        AtomicInteger next = new AtomicInteger();
        Runnable shift = () -> work(worker, next, count);
        if (used <= 1) {
            shift.run();
            return;
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(used)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < used; i++) {
                running.add(pool.submit(shift));
            }
            running.forEach(Awaited::result);
        }
    }

    private static void work(Supplier<IntConsumer> worker, AtomicInteger next, int count) {
        boolean done = false;
        try {
            IntConsumer mine = worker.get();
            for (int task = next.getAndIncrement(); task < count; task = next.getAndIncrement()) {
                mine.accept(task);
            }
            done = true;
        } finally {
            if (!done) {
                next.set(count); // the others end with what they are at
            }
        }
    }

    /**
     * Computes something of each item, begun in their order.
     *
     * @return the results, in the order of the items
     */
    @SuppressWarnings("unchecked") // only what compute returned is put into it
    public <T, R> List<R> map(List<T> items, Function<T, R> compute) {
        Object[] results = new Object[items.size()];
        run(results.length, () -> i -> results[i] = compute.apply(items.get(i)));
        return (List<R>) Arrays.asList(results);
    }
}
