package dev.cupel.optimizer.search;

/** Thrown when a search is set up or used against its rules; the message says which, and what to do. */
public final class SearchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SearchException(String message) {
        super(message);
    }
}
