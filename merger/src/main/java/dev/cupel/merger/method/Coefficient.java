package dev.cupel.merger.method;

/**
 * The numbers of a merge for one tensor: alpha and beta, each already times the weight of the tensor's block.
 *
 * @param alpha finite; how much of the tuned model, for most methods
 * @param beta finite; 0 for methods that have none
 */
public record Coefficient(double alpha, double beta) {

    /** Nothing of the tuned model. */
    public static final Coefficient NONE = new Coefficient(0, 0);
}
