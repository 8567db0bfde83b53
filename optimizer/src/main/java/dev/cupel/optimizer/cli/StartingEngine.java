package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.network.Compute;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** An engine that starts in the background, as it takes about as long as reading a model. */
final class StartingEngine implements AutoCloseable {

    private final CompletableFuture<Compute> started;

    /** @param start starts the engine, or fails with a runtime exception, which {@link #compute} throws */
    StartingEngine(Supplier<Compute> start) {
        this.started = CompletableFuture.supplyAsync(start);
    }

    /** The engine, once it is there. */
    Compute compute() {
        try {
            return started.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Waits for the engine, if it still starts, as no process may end meanwhile, and closes it. */
    @Override
    public void close() {
        started.handle((compute, _) -> compute).thenAccept(compute -> {
            if (compute != null) {
                compute.close();
            }
        }).join();
    }
}
