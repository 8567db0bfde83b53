package dev.cupel.optimizer.space;

/** Thrown when an axis, a space or a point breaks a rule; the message says which, and what to do. */
public final class InvalidSpaceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidSpaceException(String message) {
        super(message);
    }
}
