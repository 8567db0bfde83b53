package dev.cupel.merger.method;

import static dev.cupel.merger.method.Compatibility.MERGEKIT;
import static dev.cupel.merger.method.Compatibility.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cupel.merger.numeric.Magnitudes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our formulas against what the functions of mergekit (June 2026) made of one small matrix in four models. */
class MergekitFormulasTest {

    private static final Path CASES = Path.of("src", "test", "resources", "golden", "merge", "mergekit", "cases.json");
    private static final List<Double> WEIGHTS = List.of(0.5, 0.7, -0.2);
    private static final long[] SHAPE = {5, 6};
    private static JsonNode golden;

    private record Case(String id, MergeMethod method, String models, double alpha) {
        @Override
        public String toString() {
            return id;
        }
    }

    @BeforeAll
    static void read() throws IOException {
        golden = new JsonMapper().readTree(CASES.toFile());
    }

    /** Models by letter: A, B, C, then a further one; "-" is none. */
    static Stream<Case> cases() {
        Sparsity everything = new Sparsity.Everything();
        Sparsity largest = new Sparsity.Largest(0.4);
        Sparsity middle = new Sparsity.Middle(0.5, 0.1, NONE);
        return Stream.of(
                new Case("task_arithmetic", new TaskArithmetic(everything, false, WEIGHTS, false), "abcd", 0.8),
                new Case("task_arithmetic-normalize", new TaskArithmetic(everything, false, WEIGHTS, true), "abcd",
                        0.8),
                new Case("ties", new TaskArithmetic(largest, true, WEIGHTS, true), "abcd", 0.8),
                new Case("ties-sum", new TaskArithmetic(largest, true, WEIGHTS, false), "abcd", 0.8),
                new Case("breadcrumbs", new TaskArithmetic(middle, false, WEIGHTS, false), "abcd", 0.8),
                new Case("breadcrumbs_ties", new TaskArithmetic(middle, true, WEIGHTS, false), "abcd", 0.8),
                new Case("sce", new Sce(0.6, MERGEKIT), "abcd", 1), new Case("sce-all", new Sce(1, NONE), "abcd", 1),
                new Case("ram", new Ram(0.1, 0, 0, false), "abcd", 1),
                new Case("ramplus_tl", new Ram(0.1, 0.1, 0.2, true), "abcd", 1),
                new Case("karcher", new Karcher(10, 1e-5), "ab-d", 1),
                new Case("multislerp", new MultiSlerp(List.of(.5, .7, .2), true, false), "ab-d", 1),
                new Case("multislerp-base", new MultiSlerp(List.of(.5, .7, .2), true, true), "abcd", 1),
                new Case("nuslerp", new NuSlerp(true, false, false), "ab", 0.3),
                new Case("nuslerp-rows", new NuSlerp(false, false, false), "ab", 0.3),
                new Case("nuslerp-columns", new NuSlerp(false, true, false), "ab", 0.3),
                new Case("nuslerp-base", new NuSlerp(true, false, true), "abc", 0.3),
                new Case("slerp-parallel", new Slerp(MERGEKIT), "cn", 0.3),
                new Case("slerp", new Slerp(MERGEKIT), "as", 0.3), new Case("nearswap", new Nearswap(), "ab", 0.15),
                new Case("arcee_fusion", new ArceeFusion(), "ab", 1),
                new Case("model_stock", new ModelStock(false, MERGEKIT), "abcd", 1),
                new Case("model_stock-rows", new ModelStock(true, MERGEKIT), "abcd", 1));
    }

    private static float[] model(char letter) {
        return switch (letter) {
            case 'n' -> sum(model('c'), 0.01f, sum(model('b'), -1, model('c')));
            case 's' -> sum(model('b'), -1, model('c'));
            case '-' -> null;
            default -> floats(golden.get("models").get(String.valueOf(letter)));
        };
    }

    private static float[] sum(float[] x, float factor, float[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += factor * y[i];
        }
        return x;
    }

    private static float[] floats(JsonNode numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).floatValue();
        }
        return values;
    }

    private static Values values(String letters) {
        float[][] models = letters.chars().mapToObj(letter -> model((char) letter)).toArray(float[][]::new);
        return new Values("weight", SHAPE, models[0].length, models);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyValueIsThatOfMergekit(Case given) {
        float[] ours = MergeMethodTest.merge(given.method, values(given.models), new Coefficient(given.alpha, 0));

        assertThat(ours).containsExactly(floats(golden.get("outputs").get(given.id)), within(2e-6f));
    }

    /**
     * Kept with the probability 0.35 to 0.65 along a row. The masks of the golden numbers are "0.5 or more", those of ours random: over
     * many seeds a value of rank k is kept as often as it should, and times as much as keeps the sum of sizes.
     */
    @Test
    void linearIsTheWeightedMean() {
        Values values = new Values("x", new long[]{2}, 2, new float[][]{{1, 2}, {3, -4}, null, {5, 0}});

        assertThat(new Linear(List.of(1.0, 2.0, 1.0), true).direction(values)).containsExactly(3, -1.5f);
        assertThat(new Linear(List.of(), false).direction(new Values("x", new long[]{1}, 1,
                new float[][]{{1}, {3}}))).containsExactly(4);
    }

    @Test
    void dellaKeepsLargeValuesMoreOftenAndTheSumOfSizes() {
        int[] kept = new int[30];
        float[] delta = values("abc").deltas().getFirst();
        for (int seed = 0; seed < 2000; seed++) {
            float[] dropped = delta.clone();
            new Sparsity.Ranked(0.5, 0.15, true, seed).apply(dropped, values("abc"), 0);
            double before = 0;
            double after = 0;
            for (int i = 0; i < kept.length; i++) {
                kept[i] += dropped[i] == 0 ? 0 : 1;
                before += Math.abs(delta[i]);
                after += Math.abs(dropped[i]);
            }
            assertThat(after).isCloseTo(before, within(1e-5));
        }
        for (int i = 0; i < kept.length; i++) {
            int row = i / 6 * 6;
            double rank = 0;
            for (int j = row; j < row + 6; j++) {
                rank += Math.abs(delta[j]) < Math.abs(delta[i]) ? 1 : 0;
            }
            assertThat(kept[i] / 2000.0).isCloseTo(0.35 + 0.3 * rank / 5, within(0.05)); // four deviations of 0.011
        }
    }

    /** With its masks known, della's mixing is that of mergekit, too. */
    @Test
    void dellaMixesAsMergekitDoes() {
        for (Map.Entry<String, Boolean> each : Map.of("della", true, "della_linear", false).entrySet()) {
            Values values = values("abcd");
            List<float[]> deltas = values.deltas();
            for (float[] delta : deltas) {
                keepLargerHalfOfRows(delta);
            }
            float[] x = new TaskArithmetic(new Sparsity.Everything(), each.getValue(), WEIGHTS, each.getValue())
                    .combined(deltas, values);

            assertThat(sum(model('c'), 0.8f, x)).containsExactly(floats(golden.get("outputs").get(each.getKey())),
                    within(2e-6f));
        }
    }

    private static void keepLargerHalfOfRows(float[] delta) {
        double before = 0;
        double after = 0;
        for (int row = 0; row < delta.length; row += 6) {
            float[] line = Arrays.copyOfRange(delta, row, row + 6);
            for (int j = 0; j < 6; j++) {
                before += Math.abs(line[j]);
            }
            Magnitudes.keepRanks(line, 6, 3, 6);
            for (int j = 0; j < 6; j++) {
                after += Math.abs(line[j]);
                delta[row + j] = line[j];
            }
        }
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (float) (delta[i] * before / after);
        }
    }

    @Test
    void dareKeepsTheSumOfSizesAndAboutTheShareThatDensitySays() {
        float[] ones = new float[10_000];
        Arrays.fill(ones, 1);
        new Sparsity.Random(0.3, true, 5).apply(ones, new Values("w", new long[]{10_000}, 10_000, new float[3][]), 0);

        double sum = 0;
        int kept = 0;
        for (float one : ones) {
            sum += one;
            kept += one == 0 ? 0 : 1;
        }
        assertThat(kept / 10_000.0).isCloseTo(0.3, within(0.02)); // four deviations
        assertThat(sum).isCloseTo(10_000, within(0.1));
    }

    @Test
    void breadcrumbsDropNothingLargeWhereGammaIsLessThanOneValueAndMergekitAll() {
        Values values = new Values("w", new long[]{4}, 4, new float[3][]);
        float[] delta = {3, -1, 2, 0.5f};
        new Sparsity.Middle(0.5, 0.01, NONE).apply(delta, values, 0);
        assertThat(delta).containsExactly(3, 0, 2, 0);

        new Sparsity.Middle(0.5, 0.01, MERGEKIT).apply(delta, values, 0);
        assertThat(delta).containsOnly(0);
    }

    @Test
    void modelStockTakesNoMoreThanTheMeanAndNothingWhereModelsDisagree() {
        Values opposite = new Values("w", new long[]{2}, 2, new float[][]{{1, 0}, {-1, 0.5f}, {0, 0}});
        assertThat(new ModelStock(false, NONE).direction(opposite)).containsExactly(0, 0);

        Values same = new Values("w", new long[]{2}, 2, new float[][]{{1, 2}, {1, 2}, {0, 0}});
        assertThat(new ModelStock(false, NONE).direction(same)).containsExactly(1, 2);
    }
}
