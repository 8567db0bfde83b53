package dev.cupel.merger.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.SumTwice;
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
                  "format" : 1,
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
        assertThatThrownBy(() -> Recipe.parse(recipe.toJson().replace("\"value\"", "\"valu\"")))
                .hasMessageContaining("beta must have the keys [value, weights, rules]");
    }

    /** As recipes were written before the text encoder was one of the parts. */
    @Test
    void theTextEncodersOwnKeyIsStillRead() {
        String old = recipe().toJson().replaceAll(",\\s+\"CLIP\" : 0.25", "").replace("\"vae\" :",
                "\"text_encoder\" : 0.25, \"vae\" :");

        assertThat(old).doesNotContain("CLIP");
        assertThat(Recipe.parse(old)).isEqualTo(recipe());
    }

    @Test
    void pathsAreRelativeToTheRecipe() throws IOException {
        Path file = Files.createDirectory(folder.resolve("sub")).resolve("recipe.json");
        Files.writeString(file, recipe().toJson());

        Recipe read = Recipe.read(file);
        assertThat(read.models().get(Role.TUNED).path())
                .isEqualTo(folder.resolve("sub/models/b.ckpt").toAbsolutePath());
        assertThat(read.models().get(Role.OLD_BASE).path()).isEqualTo(folder.resolve("c.ckpt").toAbsolutePath());
        Path elsewhere = folder.resolve("other.json");
        read.write(elsewhere);
        assertThat(Files.readString(elsewhere)).contains("\"sub/models/b.ckpt\"", "\"c.ckpt\"");
        assertThat(Recipe.read(elsewhere)).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "format" : 1            | "format" : 2            | format must be 1, but is 2
            "supermerger-26"        | "mbw-27"                | mapping must be supermerger-26
            "alpha" :               | "alfa" :                | unknown [alfa] and lacks [alpha]
            "IN00" :                | "IN99" :                | weights must have the keys
            "add_difference"        | "add"                   | method must be one of [add_difference, weighted_sum
            "add_difference"        | "weighted_sum"          | needs the models new_base, tuned, but there are new_base, tuned, old_base
            "vae" : "new_base"      | "vae" : "best"          | vae must be one of [new_base, tuned, old_base, merged]
            "fp16"                  | "fp12"                  | precision must be one of [fp32, fp16, bf16
            "ema" : true            | "ema" : "yes"           | models.old_base.ema must be true or false
            "alpha" : 0.3           | "alpha" : "0.3           | not valid JSON
            "CLIP" : 0.25           | "CLIP" : "x"            | CLIP must be a number
            "CLIP" : 0.25           | "CLIP" : 1, "VEA" : 2   | weights must have the keys
            "vae" :                 | "rules" : ["x"], "vae" : | a rule must be blocks:elements:weight
            "vae" :                 | "rules" : "x", "vae" :  | rules must be a list of texts
            "vae" :                 | "include" : [1], "vae" : | include must be a list of texts, but has 1
            "vae" :                 | "exclude" : ["VEA"], "vae" : | there is no block 'VEA'
            "sha256" : "aaa         | "sha256" : "xaa         | 64 hexadecimal digits
            "vae" :                 | "vae" : "tuned", "vae" : | Duplicate
            """)
    void whatBreaksARuleIsAnError(String from, String to, String message) {
        String json = recipe().toJson().replace(from, to);

        assertThatThrownBy(() -> Recipe.parse(json)).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("\nMaybe ");
    }

    @Test
    void aMissingFileIsAnError() {
        assertThatThrownBy(() -> Recipe.read(folder.resolve("no.json"))).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("no.json");
    }
}
