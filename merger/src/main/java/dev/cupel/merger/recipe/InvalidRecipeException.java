package dev.cupel.merger.recipe;

/** A recipe that breaks a rule, or whose models are not the files that it was made with. */
public final class InvalidRecipeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param problem where, the rule and the actual value, one line
     * @param advice what to do, one line
     */
    public InvalidRecipeException(String problem, String advice) {
        super(problem + "\n" + advice);
    }

    InvalidRecipeException(String problem, String advice, Throwable cause) {
        super(problem + "\n" + advice, cause);
    }
}
