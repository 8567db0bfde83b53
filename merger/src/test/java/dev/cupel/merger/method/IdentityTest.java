package dev.cupel.merger.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The coefficients at which a method gives back a model. There are none for complex_rotate, which scales what it gives back, nor
 * for extract and the cosine modes, which always weigh by likeness.
 */
class IdentityTest {

    /** At alpha and beta the method gives the model; not bit for bit where it goes by way of a difference. */
    private record Identity(String method, double alpha, double beta, Role model, boolean exact) {}

    static List<Identity> identities() {
        return List.of(new Identity("add_difference", 0, 0, Role.NEW_BASE, true),
                new Identity("weighted_sum", 0, 0, Role.NEW_BASE, true),
                new Identity("weighted_sum", 1, 0, Role.TUNED, true),
                new Identity("sum_twice", 0, 0, Role.NEW_BASE, true), new Identity("sum_twice", 1, 0, Role.TUNED, true),
                new Identity("sum_twice", 0.3, 1, Role.OLD_BASE, true),
                new Identity("triple_sum", 0, 0, Role.NEW_BASE, true),
                new Identity("triple_sum", 1, 0, Role.TUNED, true),
                new Identity("triple_sum", 0, 1, Role.OLD_BASE, true),
                new Identity("weighted_subtraction", 0, 0.5, Role.NEW_BASE, true),
                new Identity("tensor_sum", 0, 0.5, Role.NEW_BASE, true),
                new Identity("tensor_sum", 1, 0.5, Role.TUNED, true),
                new Identity("tensor2", 0, 0.5, Role.NEW_BASE, true), new Identity("tensor2", 1, 0.5, Role.TUNED, true),
                new Identity("top_k_tensor_sum", 0, 0.5, Role.NEW_BASE, true),
                new Identity("multiply_difference", 0, 0, Role.NEW_BASE, false),
                new Identity("multiply_difference", 1, 1, Role.TUNED, false),
                new Identity("euclidean_add_difference", 0, 0, Role.NEW_BASE, false),
                new Identity("euclidean_add_difference", 1, 0, Role.TUNED, false),
                new Identity("similarity_add_difference", 0, 0.7, Role.NEW_BASE, false),
                new Identity("distribution_crossover", 1, 0, Role.NEW_BASE, false),
                new Identity("distribution_crossover", 0, 0, Role.TUNED, false),
                new Identity("ties_add_difference", 0, 0.5, Role.OLD_BASE, true),
                new Identity("train_difference", 0, 0, Role.NEW_BASE, true),
                new Identity("smooth_add", 0, 0, Role.NEW_BASE, true),
                new Identity("plus_random", 0, 0, Role.NEW_BASE, true),
                new Identity("self", 0, 0, Role.NEW_BASE, true), new Identity("self", 1, 0, Role.NEW_BASE, true));
    }

    @ParameterizedTest
    @MethodSource("identities")
    void aModelIsGivenBack(Identity identity) {
        Random random = new Random(3);
        float[][] models = new float[3][24];
        for (float[] model : models) {
            for (int i = 0; i < model.length; i++) {
                model[i] = (float) random.nextGaussian();
            }
        }
        float[] expected = models[identity.model().index()].clone();
        Values values = new Values("model.diffusion_model.input_blocks.1.0.in_layers.2.weight", new long[]{6, 4}, 24,
                models);

        float[] merged = MergeMethodTest.merge(Methods.of(identity.method()).with(Settings.NONE), values,
                new Coefficient(identity.alpha(), identity.beta()));

        assertThat(merged).containsExactly(expected, within(identity.exact() ? 0f : 5e-7f));
    }
}
