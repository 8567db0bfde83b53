package dev.cupel.optimizer.cli;

/** A result that cannot be written where it is asked for. */
final class UnwritableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, and in a second line what to do */
    UnwritableException(String message) {
        super(message);
    }
}
