package dev.cupel.merger.threads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
     * Runs tasks 0 to count - 1, begun in that order. Once one has failed no more are begun. When those that were begun have ended,
     * what the first failed one in their order threw is thrown, whichever failed first in time.
     *
     * @param count how many tasks
     * @param worker makes what does them, one for each thread: it may keep buffers
     */
    public void run(int count, Supplier<IntConsumer> worker) {
        int used = Math.min(threads, count);
        Tasks tasks = new Tasks(count);
        if (used <= 1) {
            tasks.work(worker);
        } else {
            try (ExecutorService pool = Executors.newFixedThreadPool(used)) {
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < used; i++) {
                    running.add(pool.submit(() -> tasks.work(worker)));
                }
                running.forEach(Awaited::result);
            }
        }
        tasks.check();
    }

    /** What is left to do, and the first task that failed. */
    private static final class Tasks {

        private final int count;
        private int next;
        private int failed = Integer.MAX_VALUE;
        private @Nullable Throwable failure;

        Tasks(int count) {
            this.count = count;
        }

        private synchronized int next() {
            return failure == null && next < count ? next++ : count;
        }

        private synchronized void fail(int task, Throwable cause) {
            if (task < failed) {
                failed = task;
                failure = cause;
            }
        }

        void work(Supplier<IntConsumer> worker) {
            int task = -1; // to make the worker
            try {
                IntConsumer mine = worker.get();
                for (task = next(); task < count; task = next()) {
                    mine.accept(task);
                }
            } catch (RuntimeException | Error e) {
                fail(task, e);
            }
        }

        void check() {
            switch (failure) {
                case null -> {}
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                default -> throw new IllegalStateException(failure);
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
