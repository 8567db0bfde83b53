package dev.cupel.merger.method;

/**
 * A formula that depends on what is found in all tensors of a merge. Whoever plans the merge reads them once, hands what each
 * tells to {@link #informed}, and merges by the formula that it gets. Uninformed, a tensor is taken to be the only one.
 */
public sealed interface Surveyed extends Formula permits CosineMerge {

    /** Whether a tensor counts. */
    boolean looksAt(String name);

    /**
     * What one tensor tells.
     *
     * @param values the whole tensor in all models; the arrays may be overwritten
     * @return any count of finite numbers
     */
    float[] findings(Values values);

    /**
     * The same formula, ready to merge.
     *
     * @param findings those of all tensors; their order does not matter
     */
    Formula informed(float[] findings);
}
