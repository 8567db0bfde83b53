package dev.cupel.merger.method;

/** A method that is computed anew for each alpha and beta. */
public sealed interface Formula extends MergeMethod permits AddCosine, ComplexRotate, CopyRegion, Crossover,
        DistributionCrossover, EuclideanAddDifference, Extract, Fallback, GeometricSum, MultiplyDifference,
        MultiplyQuotient, Nearswap, NuSlerp, PickComponent, Rotate, Scale, SelfScaled, SimilarityAddDifference, Slerp,
        SumTwice, Surveyed, TensorSum, TiesAddDifference, TopKTensorSum, TripleSum, WeightedSubtraction {

    /**
     * Merges.
     *
     * @param values of all models; the arrays may be overwritten
     * @param coefficient alpha and beta of the tensor
     * @return the merged values, as many; it may be one of the arrays
     */
    float[] merge(Values values, Coefficient coefficient);
}
