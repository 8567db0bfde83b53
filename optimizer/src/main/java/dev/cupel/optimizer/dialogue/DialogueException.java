package dev.cupel.optimizer.dialogue;

/** A line of the other program that cannot be used; the first line of the message is the rule, the second the hint. */
final class DialogueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DialogueException(String message) {
        super(message);
    }
}
