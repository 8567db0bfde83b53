package dev.cupel.evaluator.sampling;

import dev.cupel.evaluator.EvaluationException;

/** What was asked of a sampler or its noise cannot be done. */
public final class SamplingException extends EvaluationException {

    private static final long serialVersionUID = 1L;

    SamplingException(String message) {
        super(message);
    }
}
