package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.merger.weight.Preset;
import dev.cupel.merger.weight.Scope;
import dev.cupel.merger.weight.Weighting;
import dev.cupel.optimizer.TinyExperiment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What {@code cupel merge} makes of its options about weights: read from the recipe that the file carries. */
class WeightOptionsTest {

    private static final Path MINIATURE = TinyExperiment.MINIATURE;

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private int merge(String method, String... options) {
        List<String> arguments = new ArrayList<>(List.of("merge", "--method", method, "-o",
                folder.resolve("out.safetensors").toString(), "--new-base",
                MINIATURE.resolve("mini-v1-5.safetensors").toString(), "--tuned",
                MINIATURE.resolve("mini-anime.safetensors").toString(), "--old-base",
                MINIATURE.resolve("mini-v1-4.ckpt").toString()));
        arguments.addAll(List.of(options));
        return Cupel.commandLine().setErr(new PrintWriter(err)).setOut(new PrintWriter(new StringWriter()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .execute(arguments.toArray(String[]::new));
    }

    private Recipe recipe() {
        try (TensorFile file = TensorFile.open(folder.resolve("out.safetensors"))) {
            return Recipe.parse(file.metadata().get("cupel_recipe"));
        }
    }

    @Test
    void weightsRulesAndScopeReachTheRecipe() {
        int code = merge("add_difference", "--alpha", "0.7", "--weights", "GRAD_A,GRAD_V@0.3,CLIP=0", "--rule",
                "IN00-IN05:attn1 attn2:0.5", "--rule", "OUT05::0.1", "--exclude", "VAE,time_embed");

        assertThat(code).as(err.toString()).isZero();
        assertThat(recipe().coefficients()).isEqualTo(new Coefficients(
                new Strength(0.7,
                        Weighting.parse("GRAD_A,GRAD_V@0.3,CLIP=0; IN00..IN05:attn1 attn2:0.5; OUT05::0.1")),
                Strength.NONE));
        assertThat(recipe().result().scope()).isEqualTo(new Scope(List.of(), Scope.selectors("VAE,time_embed")));
    }

    @Test
    void betaHasWeightsOfItsOwn() {
        int code = merge("sum_twice", "--alpha", "0.5", "--text-encoder", "0.25", "--beta", "0.5", "--beta-weights",
                "UNET=0:1", "--beta-rule", ":attn2:0.5", "--include", "UNET,CLIP");

        assertThat(code).as(err.toString()).isZero();
        assertThat(recipe().coefficients()).isEqualTo(
                new Coefficients(new Strength(0.5, Weighting.parse("default=1,CLIP=0.25")),
                        new Strength(0.5, Weighting.parse("UNET=0:1; :attn2:0.5"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--weights GRAD_B       | --weights: there is no preset 'GRAD_B'.",
            "--weights IN99=1       | --weights: there is no block 'IN99'.",
            "--rule attn:1          | --rule: a rule must be blocks:elements:weight, but is 'attn:1'.",
            "--exclude VEA          | --exclude: there is no block 'VEA'.",
            "--alpha NaN            | --alpha: alpha or beta must be a finite number, but is NaN.",
            "--text-encoder Infinity | --text-encoder: the weight of CLIP must be a finite number",
            "--beta 1               | --beta is given, but --method add_difference does not use it: leave it out.",
            "--beta-rule ::1        | --beta is given, but --method add_difference does not use it"})
    void whatIsWrongIsSaidWithItsOption(String options, String message) {
        assertThat(merge("add_difference", options.split(" "))).isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void helpListsEveryPreset() {
        StringWriter out = new StringWriter();
        Cupel.commandLine().setOut(new PrintWriter(out)).execute("merge", "--help");

        assertThat(out.toString().split("\\s+")).contains(Preset.all().stream().map(Preset::name)
                .toArray(String[]::new));
    }
}
