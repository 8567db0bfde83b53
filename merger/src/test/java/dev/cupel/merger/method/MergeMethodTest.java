package dev.cupel.merger.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every merge method: each new one is tested here by being listed in {@link Methods}. */
class MergeMethodTest {

    private static final long[][] SHAPES = {{}, {1}, {7}, {6, 5}, {8, 4, 3, 3}, {4, 8, 1, 1}};
    private static final Coefficient SOME = new Coefficient(0.4, 0.3);

    static Stream<MergeMethod> methods() {
        return Methods.all().stream().map(definition -> definition.with(Settings.NONE));
    }

    /** The same values for the same seed; each model is the first and something of its own, as fine-tunes are. */
    private static Values values(MergeMethod method, long[] shape, long seed) {
        int length = (int) Arrays.stream(shape).reduce(1, (m, n) -> m * n);
        Random random = new Random(seed);
        float[][] models = new float[Role.NAMED.size() + (method.takesMore() ? 2 : 0)][length];
        float[] origin = new float[length];
        Arrays.setAll(models, i -> new float[length]);
        for (int i = 0; i < length; i++) {
            origin[i] = (float) random.nextGaussian();
        }
        List<float[]> given = new ArrayList<>();
        for (int m = 0; m < models.length; m++) {
            for (int i = 0; i < length; i++) {
                models[m][i] = origin[i] + 0.3f * (float) random.nextGaussian();
            }
            given.add(method.roles().contains(new Role(m)) || m >= Role.NAMED.size() ? models[m] : null);
        }
        return new Values("model.diffusion_model.input_blocks.1.1.proj_in.weight", shape, length,
                given.toArray(new float[0][]));
    }

    static float[] merge(MergeMethod method, Values values, Coefficient coefficient) {
        return switch (method) {
            case Direction direction -> {
                float[] base = values.of(direction.base()).clone();
                direction.mix(coefficient).apply(base, direction.direction(values), values.length());
                yield base;
            }
            case Formula formula -> formula.merge(values, coefficient);
        };
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodIsFoundByItsNameAndSettings(MergeMethod method) {
        assertThat(Methods.of(method.name()).with(method.settings())).isEqualTo(method);
        assertThat(method.roles()).startsWith(Role.NEW_BASE).isSorted();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyShapeGivesAsManyFiniteValuesAndTheSameBitsAgain(MergeMethod method) {
        for (long[] shape : SHAPES) {
            float[] merged = merge(method, values(method, shape, 1), SOME);

            assertThat(merged).hasSizeGreaterThanOrEqualTo(values(method, shape, 1).length());
            for (float value : merged) {
                assertThat(value).isFinite();
            }
            assertThat(merge(method, values(method, shape, 1), SOME)).isEqualTo(merged);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aPointwiseMethodGivesTheSameBitsInStretches(MergeMethod method) {
        if (!method.pointwise()) {
            return;
        }
        long[] shape = {6, 5};
        float[] whole = merge(method, values(method, shape, 2), SOME);
        Values all = values(method, shape, 2);

        for (int from = 0; from < all.length(); from += 10) {
            float[][] part = new float[Role.NAMED.size() + all.more().size()][];
            for (int m = 0; m < part.length; m++) {
                if (method.roles().contains(new Role(m)) || m >= Role.NAMED.size()) {
                    part[m] = Arrays.copyOfRange(all.of(new Role(m)), from, from + 10);
                }
            }
            float[] merged = merge(method, new Values(all.name(), shape, 10, part), SOME);
            assertThat(merged).isEqualTo(Arrays.copyOfRange(whole, from, from + 10));
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aDirectionWithAlphaZeroIsItsBaseBitForBit(MergeMethod method) {
        if (method instanceof Direction direction && !method.givesDelta()) {
            float[] base = {-0f, Float.MIN_VALUE, 1};
            direction.mix(Coefficient.NONE).apply(base, new float[]{5, 6, 7}, 3);

            assertThat(base).containsExactly(-0f, Float.MIN_VALUE, 1);
            assertThat(Float.floatToRawIntBits(base[0])).isEqualTo(Float.floatToRawIntBits(-0f));
        }
    }

    @Test
    void anUnknownNameIsAnError() {
        assertThatThrownBy(() -> Methods.of("weihted_sum")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "there is no method 'weihted_sum'.\nMaybe weighted_sum is meant: 'cupel merge --list' prints all.");
    }

    @Test
    void whatIsNoMethodHereSaysWhereItIs() {
        assertThatThrownBy(() -> Methods.of("exchange_ema")).hasMessageContaining("Maybe the option --ema is meant");
        assertThatThrownBy(() -> Methods.of("rebasin")).hasMessageContaining("Maybe 'cupel rebasin' is meant");
    }

    /** Names in the programs themselves: sd-meh 0.9.5, sd-mecha 1.1.8, SuperMerger 2025-11, mergekit 2026-06. */
    @ParameterizedTest
    @ValueSource(strings = {"weighted_sum", "weighted_subtraction", "tensor_sum", "add_difference", "sum_twice",
            "triple_sum", "euclidean_add_difference", "multiply_difference", "top_k_tensor_sum",
            "similarity_add_difference", "distribution_crossover", "ties_add_difference", "clamp", "add_cosine_a",
            "add_cosine_b", "crossover", "n_average", "slerp", "scale", "subtract", "perpendicular_component",
            "geometric_sum", "multiply_quotient", "fallback", "pick_component", "omit_component", "rotate",
            "truncate_rank", "ties_sum_with_dropout", "ties_sum_extended", "ties_sum", "model_stock", "n_model_stock",
            "geometric_median", "dropout", "n_supermario", "truncate_kronecker", "add_perpendicular",
            "train_difference",
            "add_opposite", "add_strict_opposite", "copy_region", "add_difference_ties", "add_difference_ties_extended",
            "add_ties_with_dare", "cosineA", "cosineB", "trainDifference", "smoothAdd", "smoothAdd MT", "extract",
            "tensor", "tensor2", "self", "plus random", "linear", "task_arithmetic", "ties", "dare_linear", "dare_ties",
            "breadcrumbs", "breadcrumbs_ties", "della", "della_linear", "sce", "karcher", "multislerp", "nuslerp",
            "nearswap", "arcee_fusion", "ram", "ramplus_tl", "passthrough"})
    void everyNameOfTheFourProgramsIsKnown(String name) {
        assertThat(Methods.of(name).with(Settings.NONE)).isNotNull();
    }

    @Test
    void anUnknownSettingIsAnError() {
        assertThatThrownBy(() -> Methods.of("weighted_sum").with(Settings.of("k", 0.5)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("weighted_sum has no setting 'k'");
    }
}
