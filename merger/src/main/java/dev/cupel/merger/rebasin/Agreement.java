package dev.cupel.merger.rebasin;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much two models agree in some weights.
 *
 * @param product   inner product of the two
 * @param reference squared length of the reference's weights
 * @param model     squared length of the model's weights
 */
record Agreement(double product, double reference, double model) {

    static final Agreement NONE = new Agreement(0, 0, 0);

    /** For each tensor that the symmetries touch, how much the aligned model agrees with the reference. */
    static Map<String, Agreement> byTensor(PermutationGraph graph, ModelPair pair, Alignment alignment) {
        Map<String, Agreement> agreements = new LinkedHashMap<>();
        ModelPair aligned = new ModelPair(pair.reference(), alignment.of(pair.model()));
        for (String name : graph.tensors()) {
            agreements.put(name, of(aligned.referenceValues(name), aligned.modelValues(name)));
        }
        return agreements;
    }

    /** How much the aligned model agrees with the reference in all tensors that the symmetries touch. */
    static Agreement of(PermutationGraph graph, ModelPair pair, Alignment alignment) {
        return byTensor(graph, pair, alignment).values().stream().reduce(NONE, Agreement::plus);
    }

    private static Agreement of(float[] reference, float[] model) {
        double product = 0;
        double ofReference = 0;
        double ofModel = 0;
        for (int i = 0; i < reference.length; i++) {
            double a = reference[i];
            double b = model[i];
            product += a * b;
            ofReference += a * a;
            ofModel += b * b;
        }
        return new Agreement(product, ofReference, ofModel);
    }

    Agreement plus(Agreement other) {
        return new Agreement(product + other.product, reference + other.reference, model + other.model);
    }

    /** The cosine of the angle between the two, -1 to 1; 1 of weights that are all 0. */
    double cosine() {
        double lengths = Math.sqrt(reference) * Math.sqrt(model);
        return lengths == 0 ? 1 : product / lengths;
    }
}
