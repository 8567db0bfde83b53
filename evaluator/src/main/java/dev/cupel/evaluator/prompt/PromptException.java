package dev.cupel.evaluator.prompt;

import dev.cupel.evaluator.EvaluationException;

/** A vocabulary, an infotext or a picture file that cannot be understood; the message says where and what to do. */
public final class PromptException extends EvaluationException {

    private static final long serialVersionUID = 1L;

    PromptException(String message) {
        super(message);
    }

    PromptException(String message, Throwable cause) {
        super(message, cause);
    }
}
