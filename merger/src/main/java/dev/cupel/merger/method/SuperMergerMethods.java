package dev.cupel.merger.method;

import dev.cupel.merger.method.Methods.Definition;
import java.util.List;

/** The calculation modes of SuperMerger (2025-11) that are no method of sd-meh. */
final class SuperMergerMethods {

    private SuperMergerMethods() {}

    static List<Definition> all() {
        return List.of(
                Methods.plain(new CosineMerge(true, null), List.of("cosineA"),
                        "k A + (1 - k) B, k the likeness of A's and B's columns, scaled to length 1, less alpha"),
                Methods.plain(new CosineMerge(false, null), List.of("cosineB"),
                        "k A + (1 - k) B, k the likeness of A's and B's columns, less alpha"),
                new Definition("train_difference", List.of("trainDifference", "Train difference"),
                        "A + alpha f (B - C) |B - A| / (|B - C| + |B - A|)",
                        List.of(Parameter.number(TrainDifference.AMPLIFICATION, 1.8, 0, 10, "the factor f")),
                        settings -> new TrainDifference(settings.number(TrainDifference.AMPLIFICATION))),
                Methods.plain(new SmoothAdd(), List.of("smoothAdd", "smoothAdd MT"),
                        "A + alpha times B - C after a median and a Gaussian filter over all dimensions"),
                new Definition("extract", List.of(),
                        "A + what B and C have in common (beta 0) or not (beta 1); alpha blends B and C",
                        List.of(Parameter.number(Extract.GAMMA, 0.3, 0, 20, "how much their likeness counts")),
                        settings -> new Extract(settings.number(Extract.GAMMA))),
                new Definition("tensor2", List.of(),
                        "slices of B in A, by input channels: alpha is the width, beta the offset",
                        List.of(Compatibility.parameter(Compatibility.SUPERMERGER)),
                        settings -> new TensorSum(1, Compatibility.of(settings))),
                Methods.plain(new SelfScaled(), List.of(), "alpha A, but for norms and output projections"),
                new Definition("plus_random", List.of("plus random"),
                        "A + alpha times normal noise, but for norms and output projections",
                        List.of(Parameter.whole(PlusRandom.SEED, 0, 0, 1L << 53, "of the noise")),
                        settings -> new PlusRandom((long) settings.number(PlusRandom.SEED))));
    }
}
