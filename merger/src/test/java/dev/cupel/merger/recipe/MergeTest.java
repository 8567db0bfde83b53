package dev.cupel.merger.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.checkpoint.TestFiles;
import dev.cupel.merger.live.LiveWeights;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.method.SumTwice;
import dev.cupel.merger.method.WeightedSum;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.merger.weight.Part;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Scope;
import dev.cupel.merger.weight.Weighting;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MergeTest {

    private static final String FIRST = "model.diffusion_model.input_blocks.0.0.weight";
    private static final String VAE = "first_stage_model.quant_conv.bias";
    private static final Map<Role, Path> MINIATURE = Map.of(Role.NEW_BASE, Miniature.V1_5, Role.TUNED, Miniature.ANIME,
            Role.OLD_BASE, Miniature.V1_4);

    @TempDir
    Path folder;

    static Recipe recipe(MergeMethod method, Map<Role, Path> files, Coefficients coefficients, VaeChoice vae,
            Precision precision) {
        Map<Role, ModelSource> models = new TreeMap<>();
        method.roles().forEach(role -> models.put(role, ModelSource.of(files.get(role), false)));
        vae.role().ifPresent(role -> models.put(role, ModelSource.of(files.get(role), false)));
        return new Recipe(method, models, coefficients, vae, precision);
    }

    private static Coefficients random() {
        BlockWeights blocks = new BlockWeights(new Random(7).doubles(26, -0.3, 1.4).toArray());
        return new Coefficients(new Strength(0.9, new Weighting(blocks, Map.of(Part.CLIP, 0.6, Part.TIME_EMBED, 0.2),
                Rule.parseAll("IN00..IN05:attn1:0.3, UNET:*.norm*:0:1"))), Strength.NONE);
    }

    static Collection<Coefficients> coefficients() {
        return List.of(Coefficients.uniform(0), Coefficients.uniform(0.7), Coefficients.uniform(1), random());
    }

    private void assertWrittenAsLive(MergeMethod method, Map<Role, Path> files, Coefficients coefficients,
            Precision precision) throws IOException {
        Recipe recipe = recipe(method, files, coefficients, VaeChoice.MERGED, precision);
        Path out = folder.resolve("out.safetensors");
        Merge.write(recipe, out, "test");
        assertEqualsLive(recipe, out);
    }

    /** The promise of the whole program: what is saved is what was judged. */
    @ParameterizedTest
    @MethodSource("coefficients")
    void whatIsWrittenEqualsTheLiveWeightsBitByBit(Coefficients coefficients) throws IOException {
        for (MergeMethod method : List.of(new AddDifference(), new WeightedSum(), new SumTwice())) {
            for (Precision precision : List.of(Precision.FP32, Precision.FP16)) {
                assertWrittenAsLive(method, MINIATURE, coefficients, precision);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void inEveryPrecisionToo(Precision precision) throws IOException {
        assertWrittenAsLive(new AddDifference(), MINIATURE, random(), precision);
    }

    static Stream<MergeMethod> methods() {
        return Methods.all().stream().map(definition -> definition.with(Settings.NONE));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodWritesWhatItMergesLive(MergeMethod method) throws IOException {
        assertWrittenAsLive(method, Golden.MODELS, new Coefficients(random().alpha(), Strength.uniform(0.6)),
                Precision.FP32);
    }

    private static void assertEqualsLive(Recipe recipe, Path out) {
        try (OpenRecipe open = OpenRecipe.of(recipe);
                LiveWeights live = LiveWeights.of(open.plan(), recipe.precision(), 2);
                Checkpoint saved = Checkpoint.open(out)) {
            live.apply(recipe.coefficients());
            assertThat(saved.tensors().keySet()).containsExactlyInAnyOrderElementsOf(live.names());
            saved.tensors().forEach((name, tensor) -> {
                assertThat(tensor.dtype()).isEqualTo(recipe.precision().dtype());
                assertThat(bits(tensor.toFloats())).as(name)
                        .isEqualTo(bits(live.data(name).toArray(ValueLayout.JAVA_FLOAT)));
            });
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }

    /** Also by a method that changes a tensor where alpha is 0. */
    @Test
    void whatIsExcludedKeepsTheNewBasesValue() throws IOException {
        Recipe all = recipe(new SumTwice(), MINIATURE, Coefficients.uniform(0, 0.5), VaeChoice.MERGED, Precision.FP16);
        Scope scope = new Scope(List.of(), Scope.selectors("VAE,CLIP,IN00..OUT10"));
        Recipe recipe = new Recipe(all.method(), all.models(), all.coefficients(), scope, all.vae(), all.precision());
        Path out = folder.resolve("out.safetensors");

        Merge.write(recipe, out, "test");

        assertEqualsLive(recipe, out);
        try (Checkpoint merged = Checkpoint.open(out); Checkpoint base = Checkpoint.open(Miniature.V1_5)) {
            assertThat(merged.tensors().values().stream()
                    .filter(tensor -> !Arrays.equals(rounded(base, tensor), tensor.toFloats())).map(Tensor::name))
                    .isNotEmpty().allMatch(name -> Block.of(name) == Block.OUT11);
        }
    }

    private static float[] rounded(Checkpoint model, Tensor tensor) {
        float[] values = model.tensors().get(tensor.name()).toFloats();
        Precision.FP16.round(values, values.length);
        return values;
    }

    @Test
    void theMovingAverageMergesAsItIsEvaluated() throws IOException {
        Recipe plain = recipe(new AddDifference(), MINIATURE, random(), VaeChoice.NEW_BASE, Precision.FP16);
        Map<Role, Source> models = new TreeMap<>(plain.models());
        models.put(Role.OLD_BASE, ModelSource.of(Miniature.V1_4, true));
        Recipe recipe = new Recipe(plain.method(), models, plain.coefficients(), plain.vae(), plain.precision());
        Path out = folder.resolve("out.safetensors");

        Merge.write(recipe, out, "test");

        assertEqualsLive(recipe, out);
    }

    @Test
    void theSameRecipeGivesTheSameBytesAndCarriesItself() throws IOException {
        Recipe recipe = recipe(new AddDifference(), MINIATURE, random(), VaeChoice.NEW_BASE,
                Precision.FP16);
        Path one = folder.resolve("one.safetensors");
        Path two = folder.resolve("two.safetensors");

        Merge.write(recipe, one, "my rebase");
        Merge.write(recipe, two, "my rebase");

        assertThat(Files.mismatch(one, two)).isEqualTo(-1);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        try (TensorFile file = TensorFile.open(one)) {
            assertThat(file.metadata()).containsEntry("format", "pt").containsEntry("modelspec.title", "my rebase");
            assertThat(Recipe.parse(file.metadata().get("cupel_recipe"))).isEqualTo(recipe.withFileNames());
        }
    }

    @Test
    void coefficientZeroReturnsTheNewBase() throws IOException {
        Path out = folder.resolve("out.safetensors");
        Merge.write(recipe(new AddDifference(), MINIATURE, Coefficients.uniform(0), VaeChoice.NEW_BASE,
                Precision.FP16), out, "test");

        try (Checkpoint saved = Checkpoint.open(out); Checkpoint base = Checkpoint.open(Miniature.V1_5)) {
            base.tensors()
                    .forEach((name, tensor) -> assertThat(saved.tensors().get(name).data().mismatch(tensor.data()))
                            .as(name).isEqualTo(-1));
        }
    }

    @Test
    void theNewBasesScheduleIsKeptAndPositionsAreWrittenAnew() throws IOException {
        Map<Role, Path> files = Map.of(Role.NEW_BASE, Miniature.V1_4, Role.TUNED, Miniature.ANIME);
        Path out = folder.resolve("out.safetensors");
        Merge.write(
                recipe(new WeightedSum(), files, Coefficients.uniform(0.5), VaeChoice.NEW_BASE,
                        Precision.FP16),
                out, "test");

        try (TensorFile saved = TensorFile.open(out); TensorFile base = TensorFile.open(Miniature.V1_4)) {
            Tensor betas = saved.tensors().get("betas");
            assertThat(betas.dtype()).isEqualTo(DType.F32);
            assertThat(betas.toFloats()).isEqualTo(base.tensors().get("betas").toFloats());
            Tensor positions = saved.tensors().get(Checkpoint.POSITION_IDS);
            assertThat(positions.data().toArray(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN)))
                    .isEqualTo(LongStream.range(0, 77).toArray());
            assertThat(saved.tensors().keySet()).noneMatch(name -> name.startsWith("model_ema."));
        }
    }

    private Path toy(String name, float unet, float vae) {
        return TestFiles.of().with(FIRST, new long[]{1, 4, 1, 1}, unet, unet, unet, unet).with(VAE, vae)
                .write(folder.resolve(name));
    }

    private Map<Role, Path> toys() {
        return Map.of(Role.NEW_BASE, toy("a", 1, 10), Role.TUNED, toy("b", 4, 20), Role.OLD_BASE, toy("c", 2, 30));
    }

    @ParameterizedTest
    @EnumSource(VaeChoice.class)
    void theAutoencoderComesFromTheChosenModel(VaeChoice vae) throws IOException {
        Path out = folder.resolve("out.safetensors");
        BlockWeights weights = BlockWeights.uniform(1).with(Block.BASE, 0.5);
        Merge.write(
                recipe(new AddDifference(), toys(), new Coefficients(1, weights, null), vae,
                        Precision.FP32),
                out,
                "test");

        try (TensorFile saved = TensorFile.open(out)) {
            float expected = switch (vae) {
                case NEW_BASE -> 10;
                case TUNED -> 20;
                case OLD_BASE -> 30;
                case MERGED -> 10 + 0.5f * (20 - 30);
            };
            assertThat(saved.tensors().get(VAE).toFloats()).containsExactly(expected);
            assertThat(saved.tensors().get(FIRST).toFloats()).containsOnly(1 + (4 - 2));
        }
    }

    private void refused(Map<Role, Path> files, Precision precision, String message) {
        refused(files, precision, MergeException.class, message);
    }

    private void refused(Map<Role, Path> files, Precision precision, Class<? extends Exception> type, String message) {
        Path out = folder.resolve("out.safetensors");
        Recipe recipe = recipe(new AddDifference(), files, Coefficients.uniform(1), VaeChoice.NEW_BASE,
                precision);

        assertThatThrownBy(() -> Merge.write(recipe, out, "test")).isInstanceOf(type)
                .hasMessageContaining(message).hasMessageContaining("\nMaybe ");
        assertThat(folder).isDirectoryNotContaining("glob:**out*");
    }

    @Test
    void valuesThatAreNoNumbersAreRefusedByNameAndModel() {
        for (Role role : Role.NAMED) {
            for (float bad : new float[]{Float.NaN, Float.NEGATIVE_INFINITY}) {
                Map<Role, Path> files = new TreeMap<>(toys());
                files.put(role, toy("bad", bad, 0));

                refused(files, Precision.FP32,
                        "tensor '%s' of the model %s must hold finite numbers, but element 0 is %s"
                                .formatted(FIRST, role.key(), bad));
            }
        }
    }

    /** Twenty weights as SuperMerger's for XL: the head follows the last block, OUT08, and both text encoders BASE. */
    @Test
    void modelsOfSdXlMergeByTheirOwnBlocks() throws IOException {
        List<String> names = List.of("conditioner.embedders.0.transformer.text_model.final_layer_norm.bias",
                "conditioner.embedders.1.model.text_projection", "model.diffusion_model.label_emb.0.0.bias",
                "model.diffusion_model.input_blocks.8.1.norm.bias",
                "model.diffusion_model.middle_block.0.emb_layers.1.bias",
                "model.diffusion_model.output_blocks.8.0.emb_layers.1.bias", "model.diffusion_model.out.2.bias");
        Map<Role, Path> files = Map.of(Role.NEW_BASE, xl("xl-a", names, 0), Role.TUNED, xl("xl-b", names, 1));
        Weighting twenty = Weighting.parse("0.5,0.01,0,0,0,0,0,0,0,0.09,0.1,0,0,0,0,0,0,0,0,0.19");
        Path out = folder.resolve("xl.safetensors");

        Merge.write(recipe(new WeightedSum(), files, new Coefficients(new Strength(1, twenty), Strength.NONE),
                VaeChoice.MERGED, Precision.FP32), out, "xl");

        try (TensorFile merged = TensorFile.open(out)) {
            assertThat(names.stream().map(name -> merged.tensors().get(name).toFloats()[0])).containsExactly(0.5f, 0.5f,
                    0.01f, 0.09f, 0.1f, 0.19f, 0.19f);
            assertThat(merged.metadata()).containsEntry("modelspec.architecture", "stable-diffusion-xl-v1-base");
        }
    }

    private Path xl(String file, List<String> names, float value) {
        TestFiles model = TestFiles.of().with(FIRST, new long[]{1, 4, 1, 1}, value, value, value, value);
        names.forEach(name -> model.with(name, value));
        return model.write(folder.resolve(file));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodRefusesValuesThatAreNoNumbersByNameAndModel(MergeMethod method) {
        for (Role role : method.roles()) {
            Map<Role, Path> files = new TreeMap<>(toys());
            files.put(role, toy("bad", Float.NaN, 0));
            Recipe recipe = recipe(method, files, random(), VaeChoice.NEW_BASE, Precision.FP32);

            assertThatThrownBy(() -> Merge.write(recipe, folder.resolve("out.safetensors"), "test"))
                    .isInstanceOf(MergeException.class).hasMessageContaining("tensor '%s' of the model %s must hold"
                            .formatted(FIRST, role.key()));
        }
    }

    @Test
    void valuesTooLargeForHalfPrecisionAreRefused() {
        Map<Role, Path> files = new TreeMap<>(toys());
        files.put(Role.TUNED, toy("large", 70000, 0));

        refused(files, Precision.FP16, TensorFileException.class, "gets the value 69999.0, which is too large for F16");
    }

    @Test
    void anotherShapeIsRefused() {
        Map<Role, Path> files = new TreeMap<>(toys());
        files.put(Role.TUNED,
                TestFiles.of().with(FIRST, new long[]{2, 4, 1, 1}, new float[8]).write(folder.resolve("bad")));

        refused(files, Precision.FP32, "must have one shape in all models, but has [1, 4, 1, 1]");
    }

    @Test
    void aModelWithoutTheChosenAutoencoderIsRefused() {
        Map<Role, Path> files = new TreeMap<>(toys());
        files.put(Role.NEW_BASE,
                TestFiles.of().with(FIRST, new long[]{1, 4, 1, 1}, new float[4]).write(folder.resolve("bare")));

        refused(files, Precision.FP32, "autoencoder is to come from new_base");
    }

    @Test
    void aFileThatChangedSinceIsRefused() {
        Recipe recipe = recipe(new AddDifference(), toys(), Coefficients.uniform(1), VaeChoice.NEW_BASE,
                Precision.FP32);
        toy("b", 5, 20);

        assertThatThrownBy(() -> Merge.write(recipe, folder.resolve("out.safetensors"), "test"))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("the model tuned").hasMessageContaining("replaced since");
    }

    @Test
    void aModelIsNeverOverwritten() {
        Recipe recipe = recipe(new AddDifference(), toys(), Coefficients.uniform(1), VaeChoice.NEW_BASE,
                Precision.FP32);

        assertThatThrownBy(() -> Merge.write(recipe, folder.resolve("b"), "test"))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("is one of the models to merge");
    }
}
