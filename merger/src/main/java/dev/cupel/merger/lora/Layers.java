package dev.cupel.merger.lora;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Works on layers with several threads. */
final class Layers {

    private Layers() {}

    /** The results in the order of the layers. The first layer that fails ends it all, and throws what it threw. */
    static <T, R> List<R> map(List<T> layers, int threads, Function<T, R> work) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<R>> running = new ArrayList<>();
            layers.forEach(layer -> running.add(pool.submit(() -> work.apply(layer))));
            List<R> results = new ArrayList<>();
            for (Future<R> each : running) {
                results.add(each.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while working on layers", e);
        } finally {
            pool.shutdownNow();
            pool.close();
        }
    }
}
