package dev.cupel.optimizer.grid;

/** An axis that makes no sense; the message says which and what to do. */
public final class GridException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GridException(String message) {
        super(message);
    }

    GridException(String message, Throwable cause) {
        super(message, cause);
    }
}
