package dev.cupel.merger.method;

/** Models that cannot be merged: one is missing, or they do not fit together, or one has values that are no numbers. */
public final class MergeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param problem the rule and the actual value, one line
     * @param advice what to do, one line
     */
    public MergeException(String problem, String advice) {
        super(problem + "\n" + advice);
    }
}
