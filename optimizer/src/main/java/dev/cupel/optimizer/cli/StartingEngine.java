package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.network.Compute;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An engine that starts in the background, as it takes about as long as reading a model; one that nobody needs does not start. */
final class StartingEngine implements AutoCloseable {

    private final Supplier<Compute> start;
    private @Nullable CompletableFuture<Compute> started;

    /** @param start starts the engine, or fails with a runtime exception, which {@link #compute} throws */
    StartingEngine(Supplier<Compute> start) {
        this.start = start;
    }

    /** Begins to start, as it will be needed. */
    StartingEngine begin() {
        begun();
        return this;
    }

    private synchronized CompletableFuture<Compute> begun() {
        if (started == null) {
            started = CompletableFuture.supplyAsync(start);
        }
        return started;
    }

    /** The engine, once it is there. */
    Compute compute() {
        try {
            return begun().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Waits for the engine, if it still starts, as no process may end meanwhile, and closes it. */
    @Override
    public synchronized void close() {
        if (started != null) {
            started.handle((compute, _) -> compute).thenAccept(compute -> {
                if (compute != null) {
                    compute.close();
                }
            }).join();
        }
    }
}
