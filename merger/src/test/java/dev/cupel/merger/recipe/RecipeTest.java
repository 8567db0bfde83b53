package dev.cupel.merger.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.SumTwice;
import dev.cupel.merger.plan.Adjustment;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.merger.weight.Scope;
import dev.cupel.merger.weight.Weighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {

    @TempDir
    Path folder;

    private static ModelSource model(String path, char digit) {
        return new ModelSource(Path.of(path), new FileHash(String.valueOf(digit).repeat(64)), digit == 'c');
    }

    private static Recipe recipe() {
        return new Recipe(new AddDifference(),
                Map.of(Role.NEW_BASE, model("a.safetensors", 'a'), Role.TUNED, model("models/b.ckpt", 'b'),
                        Role.OLD_BASE,
                        model("../c.ckpt", 'c')),
                new Coefficients(0.1 + 0.2, BlockWeights.uniform(1).with(Block.M00, 1 / 3.0), 0.25), VaeChoice.NEW_BASE,
                Precision.FP16);
    }

    @Test
    void aRecipeSurvivesJson() {
        assertThat(Recipe.parse(recipe().toJson())).isEqualTo(recipe());
    }

    @Test
    void theTextIsReadableAndAlwaysTheSame() {
        String json = recipe().toJson();

        assertThat(json).isEqualTo(Recipe.parse(json).toJson()).startsWith("""
                {
                  "format" : 2,
                  "mapping" : "supermerger-26",
                  "method" : "add_difference",
                  "models" : {
                    "new_base" : {
                      "path" : "a.safetensors",
                      "sha256" : "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                      "ema" : false
                    },
                """).contains("\"alpha\" : 0.30000000000000004,", "\"M00\" : 0.3333333333333333,").endsWith("""
                    "CLIP" : 0.25
                  },
                  "vae" : "new_base",
                  "precision" : "fp16"
                }
                """);
    }

    @Test
    void rulesAndScopeSurviveJson() {
        Coefficients coefficients = new Coefficients(new Strength(0.7,
                Weighting.parse("GRAD_A,VAE@0.1,TIME_EMBED=0.1; IN00..IN05:attn1:0.3; NOT UNET:NOT norm:0.123456789"
                        .replace("VAE@0.1", "GRAD_V@0.1"))),
                Strength.NONE);
        Scope scope = new Scope(Scope.selectors("UNET,CLIP"), Scope.selectors("*.norm?.*"));
        Recipe recipe = new Recipe(new AddDifference(), recipe().models(), coefficients, scope, VaeChoice.NEW_BASE,
                Precision.FP16);

        assertThat(recipe.toJson()).contains("\"rules\" : [ \"IN00..IN05:attn1:0.3\"",
                "\"exclude\" : [ \"*.norm?.*\" ]");
        assertThat(Recipe.parse(recipe.toJson())).isEqualTo(recipe);
    }

    @Test
    void betaSurvivesJson() {
        Recipe recipe = new Recipe(new SumTwice(), recipe().models(), new Coefficients(Strength.uniform(0.5),
                new Strength(0.25, Weighting.parse("GRAD_V,CLIP=0; OUT05:attn2:0.1"))), VaeChoice.NEW_BASE,
                Precision.FP32);

        assertThat(Recipe.parse(recipe.toJson())).isEqualTo(recipe);
        assertThat(recipe.toJson()).contains("\"beta\" : 0.25", "\"beta_weights\" : {",
                "\"beta_rules\" : [ \"OUT05:attn2:0.1\" ]");
    }

    @Test
    void limitsAndAdjustmentsSurviveJson() {
        Node plain = recipe().result();
        Recipe recipe = new Recipe(new Node(plain.method(), plain.models(), plain.coefficients(), plain.scope(),
                Clip.parse("soft:0.3"), Adjustment.parse("1,0,0,-2.5,0,0,0,0.1"), plain.vae(), plain.precision()));

        assertThat(recipe.toJson()).contains("\"clip\" : \"soft:0.3\"", "\"adjust\" : [ 1.0, 0.0, 0.0, -2.5,");
        assertThat(Recipe.parse(recipe.toJson())).isEqualTo(recipe);
        assertThat(Recipe.parse(recipe.toYaml())).isEqualTo(recipe);
        assertThatThrownBy(() -> Recipe.parse(recipe.toJson().replace("soft:0.3", "sot"))).hasMessageContaining(
                "clip: a clip must be none, hard, soft, soft:STIFFNESS or per-tensor, but is 'sot'");
    }

    /** As recipes were written before the text encoder was one of the parts. */
    @Test
    void theFirstFormatIsStillRead() {
        String old = recipe().toJson().replaceAll(",\\s+\"CLIP\" : 0.25", "").replace("\"vae\" :",
                "\"text_encoder\" : 0.25, \"vae\" :").replace("\"format\" : 2", "\"format\" : 1");

        assertThat(old).doesNotContain("CLIP");
        assertThat(Recipe.parse(old)).isEqualTo(recipe());
    }

    @Test
    void pathsAreRelativeToTheRecipe() throws IOException {
        Path file = Files.createDirectory(folder.resolve("sub")).resolve("recipe.json");
        Files.writeString(file, recipe().toJson());

        Recipe read = Recipe.read(file);
        assertThat(read.files()).extracting(ModelSource::path).containsExactly(folder.resolve("sub/a.safetensors"),
                folder.resolve("sub/models/b.ckpt"), folder.resolve("c.ckpt"));
        Path elsewhere = folder.resolve("other.json");
        read.write(elsewhere);
        assertThat(Files.readString(elsewhere)).contains("\"sub/models/b.ckpt\"", "\"c.ckpt\"");
        assertThat(Recipe.read(elsewhere)).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "format" : 2            | "format" : 3            | recipe:2: format: must be 1 or 2, but is 3
            "supermerger-26"        | "mbw-27"                | mapping: must be supermerger-26
            "alpha" :               | "alhpa" :               | alhpa: there is no such key.#Maybe alpha is meant.
            "IN00" :                | "IN99" :                | weights: there is no block 'IN99'
            "add_difference"        | "add_diffrence"         | method: there is no method 'add_diffrence'.#Maybe add_difference is meant
            "add_difference"        | "weighted_sum"          | needs the models new_base, tuned, but there are new_base, tuned, old_base
            "old_base" :            | "old_bsae" :            | models.old_bsae: there is no such key.#Maybe old_base is meant.
            "old_base" :            | "model_1" :             | needs the models new_base, tuned, old_base, but there are new_base, tuned, model_1
            "vae" : "new_base"      | "vae" : "new_bsae"      | one of new_base, tuned, old_base, merged, but is new_bsae.#Maybe new_base is meant.
            "fp16"                  | "fp12"                  | precision: must be one of fp32, fp16
            "ema" : true            | "ema" : "yes"           | models.old_base.ema: must be true or false, but is "yes"
            "alpha" : 0.3           | "alpha" : "0.3           | neither JSON nor YAML
            "alpha" : 0.30000000000000004 | "alpha" : "0.3"   | alpha: must be a finite number, but is "0.3"
            "CLIP" : 0.25           | "CLIP" : "x"            | the weight of CLIP must be a finite number, but is 'x'
            "vae" :                 | "rules" : ["x"], "vae" : | a rule must be blocks:elements:weight
            "vae" :                 | "rules" : "x", "vae" :  | rules: must be a list, but is "x"
            "vae" :                 | "include" : [[1]], "vae" : | include: must be a list of texts, but has a list
            "vae" :                 | "exclude" : ["VEA"], "vae" : | there is no block 'VEA'
            "vae" :                 | "beta" : 0.5, "vae" :   | beta: the method add_difference has no beta
            "vae" :                 | "settings" : {"k" : 1}, "vae" : | settings.k: the method add_difference has no setting 'k'
            "vae" :                 | "settings" : 1, "vae" : | settings: must be a mapping of keys to values, but is 1
            "sha256" : "aaa         | "sha256" : "xaa         | 64 hexadecimal digits
            "sha256" : "a           | "sha25" : "a            | the file needs its sha256
            "vae" :                 | "vae" : "tuned", "vae" : | vae: must be there once, but is there twice
            "vae" :                 | "x" : &y [*y], "vae" :  | aliases (*name) are not read
            """)
    void whatBreaksARuleIsAnError(String from, String to, String message) {
        String json = recipe().toJson().replace(from, to);

        assertThatThrownBy(() -> Recipe.parse(json)).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining(message.replace('#', '\n'))
                .hasMessageContaining("\nMaybe ");
    }

    @Test
    void allProblemsAreToldTogetherEachWithItsLine() {
        String json = recipe().toJson().replace("\"alpha\"", "\"alhpa\"").replace("fp16", "fp12").replace("M00", "M01");

        assertThatThrownBy(() -> Recipe.parse(json)).isInstanceOf(InvalidRecipeException.class)
                .hasMessageMatching(
                        "(?s)3 problems:\nrecipe:22: alhpa: .*\nrecipe:23: weights: .*M01.*\nrecipe:53: precision: .*");
    }

    @Test
    void deepTextsAreRefused() {
        assertThatThrownBy(() -> Recipe.parse("[".repeat(100_000))).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("nested deeper than 32");
    }

    @Test
    void aModelIsNotReadAsARecipe() throws IOException {
        Path binary = Files.write(folder.resolve("model.json"), new byte[]{8, (byte) 0xff});
        Path large = Files.write(folder.resolve("large.json"), new byte[(1 << 22) + 1]);

        assertThatThrownBy(() -> Recipe.read(binary)).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("must be text in UTF-8").hasMessageContaining("\nMaybe it is a model");
        assertThatThrownBy(() -> Recipe.read(large)).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("at most 4194304 bytes, but this file has 4194305");
    }

    @Test
    void aRecipeInTheTextOfAModelIsToldHowToBeWritten() throws IOException {
        Path recipe = Files.writeString(folder.resolve("chain.yaml"),
                "method: weighted_sum\nmodels: {new_base: {recipe: chain.yaml}, tuned: other.yaml}\n");

        assertThatThrownBy(() -> Recipe.read(recipe)).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("must be a model, but other.yaml is a recipe")
                .hasMessageContaining("\nMaybe write {recipe: other.yaml}.")
                .hasMessageContaining("a recipe must not need itself");
    }

    @Test
    void aMissingFileIsAnError() {
        assertThatThrownBy(() -> Recipe.read(folder.resolve("no.json"))).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("no.json");
    }
}
