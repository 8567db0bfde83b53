package dev.cupel.optimizer.cli;

/** Options that cannot be used together, or a value that cannot be used. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, and in a second line what to do */
    UsageException(String message) {
        super(message);
    }
}
