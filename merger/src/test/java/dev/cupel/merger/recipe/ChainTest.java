package dev.cupel.merger.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TestFiles;
import dev.cupel.merger.live.LiveWeights;
import dev.cupel.merger.method.Add;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.Subtract;
import dev.cupel.merger.method.SumTwice;
import dev.cupel.merger.method.WeightedSum;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.merger.weight.Scope;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Merges of merges. */
class ChainTest {

    private static final String FIRST = "model.diffusion_model.input_blocks.0.0.weight";
    private static final String SECOND = "model.diffusion_model.input_blocks.1.0.bias";

    @TempDir
    Path folder;

    private static Node node(MergeMethod method, Coefficients coefficients, Precision precision, Source... models) {
        Map<Role, Source> byRole = new TreeMap<>();
        for (int i = 0; i < models.length; i++) {
            byRole.put(new Role(i), models[i]);
        }
        return new Node(method, byRole, coefficients, Scope.ALL, VaeChoice.MERGED, precision);
    }

    private static Coefficients random(double alpha) {
        return new Coefficients(alpha, new BlockWeights(new Random(7).doubles(26, -0.3, 1.4).toArray()), 0.6);
    }

    private Path write(Recipe recipe, String name) throws IOException {
        Path out = folder.resolve(name + ".safetensors");
        Merge.write(recipe, out, "test");
        return out;
    }

    private static void assertSameTensors(Path one, Path other) {
        try (TensorFile first = TensorFile.open(one); TensorFile second = TensorFile.open(other)) {
            assertThat(first.tensors().keySet()).isEqualTo(second.tensors().keySet());
            first.tensors().forEach((name, tensor) -> assertThat(
                    tensor.data().mismatch(second.tensors().get(name).data())).as(name).isEqualTo(-1));
        }
    }

    /** Feature transfer: what makes B of C, put onto A. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void aDifferenceThatIsAddedGivesTheBitsOfAddDifference(Precision precision) throws IOException {
        Source a = ModelSource.of(Miniature.V1_5, false);
        Source b = ModelSource.of(Miniature.ANIME, false);
        Source c = ModelSource.of(Miniature.V1_4, false);
        Recipe chain = new Recipe(node(new Add(), random(0.8), precision, a, new NodeSource("feature")),
                Map.of("feature", node(new Subtract(), Coefficients.uniform(1), Precision.FP32, b, c)));

        Path chained = write(chain, "chained");
        Path direct = write(new Recipe(node(new AddDifference(), random(0.8), precision, a, b, c)), "direct");

        assertSameTensors(chained, direct);
    }

    @Test
    void theMiniaturesExampleIsItsFeatureTransfer() throws IOException {
        Recipe direct = new Recipe(node(new AddDifference(), Coefficients.uniform(0.8), Precision.FP16,
                ModelSource.of(Miniature.V1_5, false), ModelSource.of(Miniature.ANIME, false),
                ModelSource.of(Miniature.V1_4, false)));

        assertSameTensors(write(Recipe.read(Miniature.FOLDER.resolve("transfer.yaml")), "chained"),
                write(direct, "direct"));
    }

    @Test
    void aNodeIsTheFileThatItWouldBeIfItWereRoundedLikeIt() throws IOException {
        Source a = ModelSource.of(Miniature.V1_5, false);
        Source b = ModelSource.of(Miniature.ANIME, false);
        Node inner = node(new WeightedSum(), random(0.4), Precision.FP16, a, b);
        Path file = write(new Recipe(inner), "inner");

        Path chained = write(new Recipe(node(new WeightedSum(), random(0.7), Precision.FP16, b,
                new NodeSource("inner")), Map.of("inner", inner)), "chained");
        Path stored = write(new Recipe(node(new WeightedSum(), random(0.7), Precision.FP16, b,
                ModelSource.of(file, false))), "stored");

        assertSameTensors(chained, stored);
    }

    /** The middle node is read by two others, and its own method sees whole tensors in none of the cases. */
    @Test
    void liveWeightsOfAChainAreThoseThatAreWritten() throws IOException {
        Source a = ModelSource.of(Miniature.V1_5, false);
        Source b = ModelSource.of(Miniature.ANIME, false);
        Source c = ModelSource.of(Miniature.V1_4, false);
        Node shared = node(new WeightedSum(), Coefficients.uniform(0.3), Precision.FP32, a, b);
        Node left = node(new AddDifference(), Coefficients.uniform(0.5), Precision.FP32, new NodeSource("shared"), b,
                c);
        Recipe recipe = new Recipe(node(new SumTwice(), Coefficients.uniform(0.4, 0.2), Precision.FP16,
                new NodeSource("left"), c, new NodeSource("shared")), Map.of("shared", shared, "left", left));

        Path out = write(recipe, "out");

        try (OpenRecipe open = OpenRecipe.of(recipe);
                LiveWeights live = LiveWeights.of(open.plan(), recipe.precision(), 2);
                Checkpoint saved = Checkpoint.open(out)) {
            live.apply(recipe.coefficients());
            saved.tensors().forEach((name, tensor) -> assertThat(tensor.toFloats()).as(name)
                    .isEqualTo(live.data(name).toArray(ValueLayout.JAVA_FLOAT)));
        }
    }

    private ModelSource toy(String name, float first, float... second) {
        TestFiles file = TestFiles.of().with(FIRST, new long[]{1, 4, 1, 1}, first, first, first, first);
        return ModelSource.of((second.length == 0 ? file : file.with(SECOND, second)).write(folder.resolve(name)),
                false);
    }

    private static float[] values(Path file, String tensor) {
        try (TensorFile saved = TensorFile.open(file)) {
            return saved.tensors().get(tensor).toFloats();
        }
    }

    /** (8 - 2) taken into 1, then onto half of 3. */
    @Test
    void aHandMadeChainHasTheValuesOfItsFormula() throws IOException {
        Node difference = node(new Subtract(), Coefficients.uniform(1), Precision.FP32, toy("a", 8), toy("b", 2));
        Node inner = node(new Add(), Coefficients.uniform(0.5), Precision.FP32, toy("c", 1), new NodeSource("a-b"));
        Recipe recipe = new Recipe(node(new WeightedSum(), Coefficients.uniform(0.5), Precision.FP32, toy("d", 3),
                new NodeSource("inner")), Map.of("a-b", difference, "inner", inner));

        assertThat(values(write(recipe, "out"), FIRST)).containsOnly(0.5f * 3 + 0.5f * (1 + 0.5f * (8 - 2)));
    }

    @Test
    void aDifferenceHasNoTensorThatOneOfItsModelsLacks() throws IOException {
        Node difference = node(new Subtract(), Coefficients.uniform(1), Precision.FP32, toy("a", 8, 5), toy("b", 2));
        Source with = toy("c", 1, 7);
        Source without = toy("d", 1);

        for (Source model : List.of(with, without)) {
            Recipe recipe = new Recipe(node(new Add(), Coefficients.uniform(1), Precision.FP32, model,
                    new NodeSource("a-b")), Map.of("a-b", difference));
            try (TensorFile saved = TensorFile.open(write(recipe, "out"))) {
                assertThat(saved.tensors().containsKey(SECOND)).isEqualTo(model == with);
                if (model == with) {
                    assertThat(saved.tensors().get(SECOND).toFloats()).containsExactly(7);
                }
            }
        }
    }

    private static ModelSource named(String path, char digit) {
        return new ModelSource(Path.of(path), new FileHash(String.valueOf(digit).repeat(64)), false);
    }

    private static Recipe chain() {
        Node difference = node(new Subtract(), Coefficients.uniform(1), Precision.FP16, named("a", 'a'),
                named("b", 'b'));
        Node inner = node(new Add(), random(1 / 3.0), Precision.FP32, named("c", 'c'), new NodeSource("a-b"));
        return new Recipe(node(new SumTwice(), Coefficients.uniform(0.1, 0.7), Precision.FP32, named("d", 'd'),
                new NodeSource("inner"), new NodeSource("a-b")), Map.of("a-b", difference, "inner", inner));
    }

    @Test
    void aChainSurvivesJsonAndYaml() {
        assertThat(Recipe.parse(chain().toJson())).isEqualTo(chain());
        assertThat(Recipe.parse(chain().toYaml())).isEqualTo(chain());
        assertThat(chain().files()).extracting(file -> file.path().toString()).containsExactlyInAnyOrder("a", "b", "c",
                "d");
    }

    /** Whatever is damaged, the answer is a recipe or a sentence, and never another exception. */
    @Test
    void damagedTextsAreRefusedWithASentence() {
        Random random = new Random(1);
        String[] texts = {chain().toJson(), chain().toYaml()};
        String letters = "{}[]\",:&*!|>-#%@ \n\t0eE.nulltrue\\\u0000";
        for (int i = 0; i < 400; i++) {
            StringBuilder text = new StringBuilder(texts[i % 2]);
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 40)));
                    case 1 -> text.insert(at, letters.charAt(random.nextInt(letters.length())));
                    default -> text.setCharAt(at, letters.charAt(random.nextInt(letters.length())));
                }
            }
            try {
                Recipe.parse(text.toString());
            } catch (InvalidRecipeException e) {
                assertThat(e.getMessage().lines().count()).isGreaterThanOrEqualTo(2);
            }
        }
    }

    @Test
    void recipesWrittenByHandAreShort() throws IOException {
        toy("a.safetensors", 8);
        toy("b.safetensors", 2);
        toy("c.safetensors", 1);
        Files.writeString(folder.resolve("feature.yaml"), """
                method: subtract
                models: {new_base: a.safetensors, tuned: b.safetensors}
                """);
        Path file = Files.writeString(folder.resolve("transfer.yaml"), """
                method: add
                alpha: 0.5
                weights: {default: 1, "OUT09..OUT11": 0.2}
                models:
                  new_base:
                    recipe:
                      method: weighted_sum
                      alpha: 0
                      models: {new_base: {recipe: feature.yaml}, tuned: c.safetensors}
                  tuned: {recipe: feature.yaml}
                precision: fp32
                """);

        Recipe recipe = Recipe.read(file);

        assertThat(recipe.nodes()).containsOnlyKeys("feature", "new_base");
        assertThat(recipe.models().get(Role.TUNED)).isEqualTo(new NodeSource("feature"));
        assertThat(recipe.nodes().get("feature").precision()).isEqualTo(Precision.FP32);
        assertThat(values(write(recipe, "out"), FIRST)).containsOnly(6 + 0.5f * 6);
        recipe.write(folder.resolve("whole.json"));
        assertThat(Recipe.read(folder.resolve("whole.json"))).isEqualTo(recipe);
    }

    @Test
    void aNodeThatNeedsItselfIsRefusedByName() {
        Node one = node(new WeightedSum(), random(1), Precision.FP32, named("a", 'a'), new NodeSource("two"));
        Node two = node(new WeightedSum(), random(1), Precision.FP32, named("a", 'a'), new NodeSource("one"));

        assertThatThrownBy(() -> new Recipe(one, Map.of("one", one, "two", two)))
                .isInstanceOf(InvalidRecipeException.class).hasMessageContaining("two -> one -> two");
    }

    @Test
    void recipesThatNeedOneAnotherAreRefused() throws IOException {
        toy("a.safetensors", 8);
        Path file = Files.writeString(folder.resolve("x.yaml"), """
                method: weighted_sum
                models: {new_base: a.safetensors, tuned: {recipe: y.yaml}}
                """);
        Files.writeString(folder.resolve("y.yaml"), """
                method: weighted_sum
                models: {new_base: a.safetensors, tuned: {recipe: x.yaml}}
                """);

        assertThatThrownBy(() -> Recipe.read(file)).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("y.yaml:2: models.tuned.recipe: a recipe must not need itself, but");
    }

    @Test
    void aMissingAndAnUnusedNodeAreTold() {
        String json = chain().toJson();

        assertThatThrownBy(() -> Recipe.parse(json.replace("\"node\" : \"inner\"", "\"node\" : \"iner\"")))
                .isInstanceOf(InvalidRecipeException.class).hasMessageContaining("there is no node 'iner'");
        assertThatThrownBy(() -> new Recipe(chain().result(), Map.of("a-b", chain().nodes().get("a-b"), "inner",
                chain().nodes().get("inner"), "spare", chain().nodes().get("a-b"))))
                .isInstanceOf(InvalidRecipeException.class).hasMessageContaining("nothing needs the node 'spare'");
    }

    @Test
    void aNodesValueThatItsPrecisionCannotHoldIsRefusedByName() {
        Node large = node(new WeightedSum(), Coefficients.uniform(1), Precision.FP16, toy("a", 1), toy("b", 70000));
        Recipe recipe = new Recipe(node(new WeightedSum(), Coefficients.uniform(0.5), Precision.FP32, toy("c", 1),
                new NodeSource("large")), Map.of("large", large));

        assertThatThrownBy(() -> write(recipe, "out")).hasMessageContaining(
                "tensor '%s' of the node 'large' gets a value that is too large for fp16".formatted(FIRST));
        assertThat(Arrays.stream(folder.toFile().list())).noneMatch(name -> name.startsWith("out"));
    }
}
