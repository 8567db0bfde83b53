package dev.cupel.optimizer.study;

/** A study file that cannot be read, written or continued. */
public final class StudyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, and in a second line what to do */
    public StudyException(String message) {
        super(message);
    }

    /** @param message what is wrong, and in a second line what to do @param cause why */
    public StudyException(String message, Throwable cause) {
        super(message, cause);
    }
}
