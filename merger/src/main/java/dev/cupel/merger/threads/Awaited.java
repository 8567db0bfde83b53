package dev.cupel.merger.threads;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What another thread computes. */
public final class Awaited {

    private Awaited() {}

    /**
     * The result, once it is there. What the computation threw is thrown as it is.
     *
     * @throws IllegalStateException if this thread is interrupted while it waits, or the computation threw a checked exception
     */
    public static <T> T result(Future<T> computed) {
        try {
            return computed.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while other threads compute", e);
        }
    }
}
