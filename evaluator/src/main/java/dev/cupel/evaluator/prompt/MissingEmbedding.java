package dev.cupel.evaluator.prompt;

/**
 * A name that is meant for an embedding, where there is none of that name.
 *
 * @param rule   what is wrong, without a full stop
 * @param advice what to do
 */
public record MissingEmbedding(String rule, String advice) {

    /** Both, on a line each. */
    public String message() {
        return rule + ".\n" + advice;
    }
}
