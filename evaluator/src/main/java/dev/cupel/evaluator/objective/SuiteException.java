package dev.cupel.evaluator.objective;

import dev.cupel.evaluator.EvaluationException;

/** A suite that contradicts itself; the message names the prompt, the rule and the value. */
public final class SuiteException extends EvaluationException {

    private static final long serialVersionUID = 1L;

    SuiteException(String message) {
        super(message);
    }
}
