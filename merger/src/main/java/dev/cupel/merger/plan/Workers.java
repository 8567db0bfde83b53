package dev.cupel.merger.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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
     * Runs tasks 0 to count - 1, begun in that order.
     *
     * @param count how many tasks
     * @param worker makes what does them, one for each thread: it may keep buffers
     */
    public void run(int count, Supplier<IntConsumer> worker) {
        int used = Math.min(threads, count);
        if (used <= 1) {
            IntConsumer only = worker.get();
            for (int task = 0; task < count; task++) {
                only.accept(task);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService pool = Executors.newFixedThreadPool(used)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < used; i++) {
                running.add(pool.submit(() -> {
                    IntConsumer mine = worker.get();
                    for (int task = next.getAndIncrement(); task < count; task = next.getAndIncrement()) {
                        mine.accept(task);
                    }
                }));
            }
            running.forEach(Workers::await);
        }
    }

    private static void await(Future<?> running) {
        try {
            running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while merging", e);
        }
    }
}
