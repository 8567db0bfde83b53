package dev.cupel.merger.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
        return Stream.of(ofSdMehAndSuperMerger(), ofSdMecha(), ofMergekit()).flatMap(List::stream).toList();
    }

    /** Dropout, TIES with DARE and multiply_quotient leave something out at alpha 1; cosine modes need an alpha above all cosines. */
    private static List<Identity> ofSdMecha() {
        return List.of(new Identity("add_perpendicular", 0, 0, Role.NEW_BASE, true),
                new Identity("add_opposite", 0, 0, Role.NEW_BASE, true),
                new Identity("add_strict_opposite", 0, 0, Role.NEW_BASE, true),
                new Identity("copy_region", 0, 0.5, Role.NEW_BASE, true),
                new Identity("copy_region", 1, 0, Role.TUNED, true),
                new Identity("pick_component", 1, 0, Role.TUNED, true),
                new Identity("omit_component", 1, 0, Role.NEW_BASE, true),
                new Identity("fallback", 0.5, 0, Role.NEW_BASE, true),
                new Identity("slerp", 0, 0, Role.NEW_BASE, false), new Identity("slerp", 1, 0, Role.TUNED, false),
                new Identity("add_cosine_a", 1, 0, Role.TUNED, true),
                new Identity("add_cosine_b", 1, 0, Role.TUNED, true),
                new Identity("geometric_sum", 0, 0, Role.NEW_BASE, true),
                new Identity("geometric_sum", 1, 0, Role.TUNED, true),
                new Identity("multiply_quotient", 0, 0, Role.NEW_BASE, true),
                new Identity("crossover", 0, 0, Role.NEW_BASE, true),
                new Identity("crossover", 1, 0, Role.TUNED, true),
                new Identity("rotate", 0, 0, Role.NEW_BASE, true), new Identity("rotate", 1, 1, Role.TUNED, true),
                new Identity("n_average", 0, 0, Role.NEW_BASE, true), new Identity("linear", 0, 0, Role.NEW_BASE, true),
                new Identity("scale", 1, 0, Role.NEW_BASE, true),
                new Identity("geometric_median", 0, 0, Role.NEW_BASE, true),
                new Identity("clamp", 0, 0, Role.NEW_BASE, true), new Identity("clamp", 1, 0, Role.TUNED, true),
                new Identity("model_stock", 0, 0, Role.OLD_BASE, true),
                new Identity("dropout", 0, 0, Role.OLD_BASE, true),
                new Identity("ties_sum", 0, 0, Role.OLD_BASE, true),
                new Identity("ties_sum_extended", 0, 0, Role.OLD_BASE, true),
                new Identity("add_ties_with_dare", 0, 0, Role.OLD_BASE, true),
                new Identity("truncate_rank", 0, 0, Role.NEW_BASE, true),
                new Identity("truncate_kronecker", 0, 0, Role.NEW_BASE, true));
    }

    /** What starts from the old base gives it back at alpha 0; at alpha 1 it is a mixture. */
    private static List<Identity> ofMergekit() {
        return Stream.concat(
                Stream.of("task_arithmetic", "ties", "dare_linear", "dare_ties", "breadcrumbs", "breadcrumbs_ties",
                        "della", "della_linear", "sce", "ram", "ramplus_tl")
                        .map(name -> new Identity(name, 0, 0, Role.OLD_BASE, true)),
                Stream.of(new Identity("karcher", 0, 0, Role.NEW_BASE, true),
                        new Identity("multislerp", 0, 0, Role.NEW_BASE, true),
                        new Identity("nuslerp", 0, 0, Role.NEW_BASE, false),
                        new Identity("nuslerp", 1, 0, Role.TUNED, false),
                        new Identity("nearswap", 0, 0, Role.NEW_BASE, true),
                        new Identity("nearswap", 100, 0, Role.TUNED, true),
                        new Identity("arcee_fusion", 0, 0, Role.NEW_BASE, true)))
                .toList();
    }

    private static List<Identity> ofSdMehAndSuperMerger() {
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

    /** Each method is held to its identities, or is said to have none: extract, complex_rotate, the cosine modes, differences. */
    @Test
    void noMethodIsForgotten() {
        Set<String> listed = identities().stream().map(Identity::method).collect(Collectors.toSet());
        listed.addAll(Set.of("complex_rotate", "extract", "cosine_a", "cosine_b", "add"));

        assertThat(Methods.all()).allSatisfy(definition -> assertThat(
                listed.contains(definition.name()) || definition.with(Settings.NONE).givesDelta())
                .as(definition.name()).isTrue());
    }

    /** A and a difference of 0 times anything. */
    @Test
    void addWithAlphaZeroIsTheModel() {
        float[] a = {1, -0f, 3};
        Values values = new Values("x", new long[]{3}, 3, new float[][]{a.clone(), {4, 5, 6}});

        assertThat(MergeMethodTest.merge(new Add(), values, Coefficient.NONE)).isEqualTo(a);
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
