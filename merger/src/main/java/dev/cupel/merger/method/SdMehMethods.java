package dev.cupel.merger.method;

import dev.cupel.merger.method.Methods.Definition;
import java.util.List;

/** The methods of sd-meh 0.9.5, and those proposed for it. */
final class SdMehMethods {

    private SdMehMethods() {}

    static List<Definition> all() {
        return List.of(
                Methods.plain(new AddDifference(), List.of("Add difference"), "A + alpha (B - C)"),
                Methods.plain(new WeightedSum(), List.of("Weight sum"), "(1 - alpha) A + alpha B"),
                Methods.plain(new SumTwice(), List.of("sum Twice", "Twice"),
                        "(1 - beta) ((1 - alpha) A + alpha B) + beta C"),
                Methods.plain(new TripleSum(), List.of("Triple sum", "Triple"),
                        "(1 - alpha - beta) A + alpha B + beta C"),
                Methods.plain(new WeightedSubtraction(), List.of(), "(A - alpha beta B) / (1 - alpha beta)"),
                Methods.plain(new TensorSum(0, Compatibility.NONE), List.of("tensor"),
                        "slices of B in A, by output channels: alpha is the width, beta the offset"),
                Methods.plain(new TopKTensorSum(), List.of(),
                        "values of A in the order of B's at some ranks: alpha is the width, beta the offset"),
                Methods.plain(new MultiplyDifference(), List.of(),
                        "C + |A - C|^(1 - alpha) |B - C|^alpha, with the signs of (1 - beta) A + beta B - C"),
                new Definition("euclidean_add_difference", List.of(),
                        "C + the root mean square of both differences, alpha of B's",
                        List.of(Compatibility.parameter(Compatibility.SD_MEH)),
                        settings -> new EuclideanAddDifference(Compatibility.of(settings))),
                new Definition("similarity_add_difference", List.of(),
                        "add_difference where A and B differ, weighted_sum where they are alike, by beta",
                        List.of(Compatibility.parameter(Compatibility.SD_MEH)),
                        settings -> new SimilarityAddDifference(Compatibility.of(settings))),
                Methods.plain(new DistributionCrossover(), List.of(),
                        "low frequencies of A, high of B in the order of C: alpha is the limit, beta its width"),
                Methods.plain(new TiesAddDifference(), List.of(),
                        "C + alpha times the mean of the large differences that agree in sign; beta is their share"),
                Methods.plain(new ComplexRotate(), List.of(), "weights as angles, blended on the circle by alpha"));
    }
}
