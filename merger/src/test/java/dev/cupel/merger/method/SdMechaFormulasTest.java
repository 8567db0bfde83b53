package dev.cupel.merger.method;

import static dev.cupel.merger.method.Compatibility.SD_MECHA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.linear.Matrix;
import dev.cupel.merger.linear.Svd;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.Merger;
import dev.cupel.merger.plan.VaeChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our formulas against the tensors that sd-mecha 1.1.5 made of the models a, b and c; its {@code cases.json} has the Python
 * expressions.
 */
class SdMechaFormulasTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "golden", "merge");
    /** They come from the new base, whatever the method. */
    private static final Set<String> BUFFERS = Set.of("betas", "alphas_cumprod", Checkpoint.POSITION_IDS);
    private static TensorFile a;
    private static TensorFile b;
    private static TensorFile c;

    /** Both sides round to float32 once or a few times, of values of a few units. */
    private static final double ROUNDED = 1e-6;
    /** sd-mecha decomposes, transforms and iterates in float32; ours does in float64. */
    private static final double DECOMPOSED = 5e-5;

    /** What one tensor is merged from: a letter for a model, or two for the difference of two. */
    private record Case(String id, MergeMethod method, List<String> models, double alpha, double beta,
            double tolerance) {

        static Case of(String id, MergeMethod method, String models, double alpha) {
            return of(id, method, models, alpha, 0, ROUNDED);
        }

        static Case of(String id, MergeMethod method, String models, double alpha, double beta, double tolerance) {
            return new Case(id, method, List.of(models.split(" ")), alpha, beta, tolerance);
        }

        @Override
        public String toString() {
            return id;
        }
    }

    @BeforeAll
    static void open() {
        a = TensorFile.open(FOLDER.resolve("a.safetensors"));
        b = TensorFile.open(FOLDER.resolve("b.safetensors"));
        c = TensorFile.open(FOLDER.resolve("c.safetensors"));
    }

    @AfterAll
    static void close() {
        List.of(a, b, c).forEach(TensorFile::close);
    }

    /** Models are A, B, C, then the further ones; "-" is none. */
    static Stream<Case> cases() {
        return Stream.of(Case.of("slerp", named("slerp"), "a b", 0.3),
                Case.of("n_average", named("n_average"), "a b - c", 1),
                Case.of("subtract", named("subtract"), "b c", 1),
                Case.of("perpendicular_component", named("perpendicular_component"), "ac bc", 1),
                Case.of("add_perpendicular", named("add_perpendicular"), "a b c", 0.8),
                Case.of("train_difference", named("train_difference"), "a b c", 0.7),
                Case.of("add_opposite", named("add_opposite"), "a b c", 0.7),
                Case.of("add_strict_opposite", named("add_strict_opposite"), "a b c", 0.7),
                Case.of("add_cosine_a", named("add_cosine_a"), "a b", 0.3),
                Case.of("add_cosine_b", named("add_cosine_b"), "a b", 0.3),
                Case.of("tensor_sum", new CopyRegion(false), "a b", 0.4, 0.25, ROUNDED),
                Case.of("tensor_sum-wrap", new CopyRegion(false), "a b", 0.5, 0.75, ROUNDED),
                Case.of("top_k_tensor_sum", new CopyRegion(true), "a b", 0.4, 0.25, ROUNDED),
                Case.of("top_k_tensor_sum-wrap", new CopyRegion(true), "a b", 0.5, 0.75, ROUNDED),
                Case.of("ties_sum", new TiesSum(0.6, false), "a b c", 0.8),
                Case.of("ties_sum-vote_sgn", new TiesSum(0.6, true), "a b c", 0.8),
                Case.of("ties_sum_extended-stock", new TiesSumExtended(0.5, true, true, false, SD_MECHA), "a b c", 0.8),
                Case.of("ties_sum_extended-nostock", new TiesSumExtended(0.5, false, false, false, SD_MECHA), "a b c",
                        0.8),
                Case.of("ties_sum_extended-median", new TiesSumExtended(0.5, true, false, true, SD_MECHA), "a b c",
                        0.8),
                Case.of("model_stock", new ModelStock(false, SD_MECHA), "a b c", 1, 0, DECOMPOSED),
                Case.of("crossover", new Crossover(0.3), "a b", 0.4),
                Case.of("crossover-hard", new Crossover(0), "a b", 0.4),
                Case.of("rotate", named("rotate"), "a b", 1, 0, DECOMPOSED),
                Case.of("rotate-blend", named("rotate"), "a b", 1, 0.4, DECOMPOSED),
                Case.of("rotate-half", named("rotate"), "a b", 0.5, 0.25, DECOMPOSED),
                Case.of("clamp", new Clamp(0), "c a - b", 1),
                Case.of("clamp-stiff", new Clamp(0.6), "extrapolated a - b c", 1),
                Case.of("geometric_sum", named("geometric_sum"), "a b", 0.4),
                Case.of("multiply_quotient", named("multiply_quotient"), "a b c", 0.7),
                Case.of("pick_component", named("pick_component"), "a b", 0.4),
                Case.of("truncate_rank", new TruncateRank(4, false, 0), "a b c", 1, 0, DECOMPOSED));
    }

    private static MergeMethod named(String name) {
        return Methods.of(name).with(Settings.NONE);
    }

    private static float[] model(String letters, String tensor) {
        return switch (letters) {
            case "a" -> a.tensors().get(tensor).toFloats();
            case "b" -> b.tensors().get(tensor).toFloats();
            case "c" -> c.tensors().get(tensor).toFloats();
            case "-" -> null;
            case "extrapolated" -> MergeMethodTest.merge(named("weighted_sum"),
                    values(tensor, new long[0], List.of("a", "b")), new Coefficient(2, 0));
            default -> MergeMethodTest.merge(named("subtract"),
                    values(tensor, new long[0], List.of(letters.split(""))), new Coefficient(1, 0));
        };
    }

    private static Values values(String tensor, long[] shape, List<String> letters) {
        List<float[]> models = new ArrayList<>();
        letters.forEach(each -> models.add(model(each, tensor)));
        return new Values(tensor, shape, models.getFirst().length, models.toArray(new float[0][]));
    }

    /** The tensors of a case that all three models have. */
    private static Map<String, Tensor> expected(TensorFile file) {
        Map<String, Tensor> tensors = new TreeMap<>(file.tensors());
        tensors.keySet().removeIf(name -> Stream.of(a, b, c).anyMatch(model -> !model.tensors().containsKey(name)));
        tensors.remove(Checkpoint.POSITION_IDS); // whole numbers, which sd-mecha merges and we do not
        assertThat(tensors).isNotEmpty();
        return tensors;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyTensorIsThatOfSdMecha(Case given) {
        try (TensorFile theirs = TensorFile.open(FOLDER.resolve("sd-mecha/" + given.id + ".safetensors"))) {
            expected(theirs).forEach((name, tensor) -> {
                if (!given.id.startsWith("rotate") || !isWide(tensor.shape())) {
                    assertNear(given, name, ours(given, tensor), tensor.toFloats());
                }
            });
        }
    }

    private static float[] ours(Case given, Tensor tensor) {
        return MergeMethodTest.merge(given.method, values(tensor.name(), tensor.shape(), given.models),
                new Coefficient(given.alpha, given.beta));
    }

    /** Infinite factors of model stock are the largest float32 in sd-mecha, and 0 here. */
    private static void assertNear(Case given, String name, float[] ours, float[] theirs) {
        for (int i = 0; i < theirs.length; i++) {
            if (Math.abs(theirs[i]) != Float.MAX_VALUE) {
                assertThat((double) ours[i]).as("%s[%d]", name, i).isEqualTo(theirs[i],
                        within(given.tolerance * Math.max(1, Math.abs(theirs[i]))));
            }
        }
    }

    private static boolean isWide(long[] shape) {
        boolean kernels = shape.length == 4 && shape[2] * shape[3] > 1;
        return shape.length > 1 && !kernels && shape[0] < shape[1];
    }

    /**
     * Centred rows are one dimension short of their number. For what is missing sd-mecha takes what its decomposition happens to
     * give: a change of rank 1, and once more for the model that is turned back.
     */
    @Test
    void wideMatricesTurnLikeThoseOfSdMechaButForTheDirectionThatCentringLeavesOpen() {
        for (Case given : List.of(Case.of("rotate", named("rotate"), "a b", 1),
                Case.of("rotate-blend", named("rotate"), "a b", 1, 0.4, ROUNDED))) {
            try (TensorFile theirs = TensorFile.open(FOLDER.resolve("sd-mecha/" + given.id + ".safetensors"))) {
                expected(theirs).values().stream().filter(tensor -> isWide(tensor.shape())).forEach(tensor -> {
                    float[] difference = ours(given, tensor);
                    float[] their = tensor.toFloats();
                    for (int i = 0; i < their.length; i++) {
                        difference[i] -= their[i];
                    }
                    int rows = (int) tensor.shape()[0];
                    double[] values = Svd.of(Matrix.of(rows, their.length / rows, difference)).s();
                    assertThat(values[given.beta == 0 ? 1 : 2]).as(tensor.name()).isLessThan(DECOMPOSED);
                });
            }
        }
    }

    /** In float32 its iteration ends as soon as the sum of distances does not change any more, some 1e-4 before the median. */
    @Test
    void theGeometricMedianIsThatOfSdMechaInFloat64() {
        assertMedian("first_stage_model.decoder.conv_out.bias", 1.1480257383195345, 0.015464156141425716,
                0.042377832863609015);
        assertMedian("model.diffusion_model.input_blocks.3.0.op.bias", -0.8032378957354045, -0.6653589384955673,
                -0.5718076685285832, 0.7256601684768104, 0.25048464982146784, 0.9585137121129484);
    }

    private static void assertMedian(String name, double... expected) {
        float[] ours = MergeMethodTest.merge(GeometricMedian.STANDARD,
                values(name, new long[]{expected.length}, List.of("a", "b", "-", "c")), new Coefficient(1, 0));
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) ours[i]).isEqualTo(expected[i], within(ROUNDED));
        }
    }

    @Test
    void theDifferenceThatTiesAddsIsThatOfSdMecha() {
        try (TensorFile theirs = TensorFile.open(FOLDER.resolve("sd-mecha/ties_sum-delta.safetensors"))) {
            expected(theirs).forEach((name, tensor) -> assertThat(
                    new TiesSum(0.6, false).direction(values(name, tensor.shape(), List.of("a", "b", "c"))))
                    .containsExactly(tensor.toFloats(), within((float) ROUNDED)));
        }
    }

    /** Masks come from other random numbers, so that a value can be one of a few: that of each combination of masks. */
    @Test
    void droppedOutValuesAreThoseOfSdMechaForSomeMask() {
        assertOneOf("dropout", "a", 0.4, new Dropout(0.5, 1, 0), List.of("b"));
        assertOneOf("dropout-two", "c", 0.5, new Dropout(0.7, 1, 0), List.of("a", "b"));
        assertOneOf("add_ties_with_dare", "c", 0.8,
                new TiesWithDare(0.3, 0, true, 0, new TiesSumExtended(1, true, true, false, SD_MECHA)),
                List.of("a", "b"));
    }

    private static void assertOneOf(String id, String base, double alpha, DeltaMerge method, List<String> models) {
        try (TensorFile file = TensorFile.open(FOLDER.resolve("sd-mecha/" + id + ".safetensors"))) {
            expected(file).forEach((name, tensor) -> {
                float[] theirs = tensor.toFloats();
                float[] start = model(base, name);
                float[] ours = method.combined(differences(models, base, name),
                        values(name, tensor.shape(), List.of("a", "b", "c")));
                for (int i = 0; i < theirs.length; i++) {
                    int at = i;
                    List<Double> possible = possible(method,
                            models.stream().mapToDouble(each -> model(each, name)[at] - start[at]).toArray());
                    double their = (theirs[i] - start[i]) / alpha;
                    assertThat(possible).as(name).anyMatch(each -> Math.abs(each - their) < 5 * ROUNDED);
                    double our = ours[i];
                    assertThat(possible).as(name).anyMatch(each -> Math.abs(each - our) < ROUNDED);
                }
            });
        }
    }

    private static List<float[]> differences(List<String> models, String base, String name) {
        return new ArrayList<>(models.stream().map(each -> model(each + base, name)).toList());
    }

    /** The results at one place for all combinations of masks. */
    private static List<Double> possible(DeltaMerge method, double[] deltas) {
        return IntStream.range(0, 1 << deltas.length).mapToDouble(masks -> {
            double[] kept = IntStream.range(0, deltas.length).filter(m -> (masks >> m & 1) == 1)
                    .mapToDouble(m -> deltas[m]).toArray();
            double sum = Arrays.stream(kept).sum();
            return switch (method) {
                case Dropout dropout -> sum / Math.max(kept.length, 1) / (1 - dropout.probability());
                case TiesWithDare dare -> Arrays.stream(kept).filter(each -> each * sum > 0).average().orElse(0)
                        / (1 - dare.probability());
                default -> throw new AssertionError(method);
            };
        }).boxed().toList();
    }

    @Test
    void aFallbackIsThatOfSdMecha() {
        try (Checkpoint first = Checkpoint.open(FOLDER.resolve("c.safetensors"));
                Checkpoint second = Checkpoint.open(FOLDER.resolve("a.safetensors"));
                Checkpoint third = Checkpoint.open(FOLDER.resolve("b.safetensors"));
                TensorFile theirs = TensorFile.open(FOLDER.resolve("sd-mecha/fallback.safetensors"))) {
            MergePlan plan = MergePlan.of(new Fallback(), VaeChoice.MERGED,
                    Map.of(Role.NEW_BASE, first, Role.TUNED, second, Role.more(1), third));

            Map<String, float[]> ours = new TreeMap<>();
            for (MergePlan.Entry entry : plan.entries()) {
                int length = (int) entry.source().count();
                ours.put(entry.name(),
                        Arrays.copyOf(new Merger().values(entry, Coefficient.NONE, 0, length), length));
            }
            theirs.tensors().forEach((name, tensor) -> {
                if (!BUFFERS.contains(name)) {
                    assertThat(ours.get(name)).as(name).isEqualTo(tensor.toFloats());
                }
            });
        }
    }
}
