package dev.cupel.evaluator;

/** A picture could not be drawn or scored. The message says where and what to do. */
public class EvaluationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message first line: where, the rule, the value; second line: what to do */
    public EvaluationException(String message) {
        super(message);
    }

    /**
     * @param message first line: where, the rule, the value; second line: what to do
     * @param cause   what went wrong below
     */
    public EvaluationException(String message, Throwable cause) {
        super(message, cause);
    }
}
