package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.recipe.NodeSource;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.TinyExperiment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code cupel merge}: methods, chains, recipes, and checkpoints made again. */
class MergeCommandTest {

    private static final Path NEW_BASE = TinyExperiment.MINIATURE.resolve("mini-v1-5.safetensors");
    private static final Path TUNED = TinyExperiment.MINIATURE.resolve("mini-anime.safetensors");
    private static final Path OLD_BASE = TinyExperiment.MINIATURE.resolve("mini-v1-4.ckpt");

    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int merge(Object... arguments) {
        String[] all = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        String[] command = new String[all.length + 1];
        command[0] = "merge";
        System.arraycopy(all, 0, command, 1, all.length);
        return Cupel.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF)).execute(command);
    }

    private void succeeds(Object... arguments) {
        assertThat(merge(arguments)).as(err.toString()).isZero();
    }

    @Test
    void theListHasEveryMethodWithItsFormulaAndModels() {
        succeeds("--list");

        Methods.all().forEach(definition -> assertThat(out.toString()).contains("\n" + definition.name() + " "));
        assertThat(out.toString()).containsPattern("\nadd_difference +ABC +A \\+ alpha \\(B - C\\)\n");
    }

    @Test
    void oneMethodIsExplainedWithItsNamesAndSettings() {
        succeeds("--list", "Weight sum");

        assertThat(out.toString()).startsWith("weighted_sum\n").contains("also called", "Weight sum",
                "A (--new-base), B (--tuned)", "--alpha, with weights");
        succeeds("--list", "similarity_add_difference");
        assertThat(out.toString()).contains("--alpha, --beta, with weights for each",
                "--set compatibility", "one of none, sd-meh; none if it is not given");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --method add_diference            | --method: there is no method 'add_diference'.#Maybe add_difference is meant
            --method add_difference --set k=1 | --set: the method add_difference has no setting 'k'.#Maybe leave it out
            --method similarity_add_difference --set compatibilty=none | has no setting 'compatibilty'.#Maybe compatibility is meant
            --method similarity_add_difference --compatibility mergekit | --compatibility: the setting compatibility must be one of none, sd-meh, but is mergekit
            --method add_difference --set k   | --set must be NAME=VALUE, but is 'k'.#Maybe write
            --method ties_sum --set k=0.2 --set k=0.3 | --set: k must be given once, but is given twice.#Maybe remove one
            --method similarity_add_difference --set compatibility=none --compatibility sd-meh | --set: compatibility must be given once
            --method add_difference --text-encoder 1 --weights CLIP=0.5 | --text-encoder is given, and so is CLIP in --weights
            --method add_difference --models . | --models is given, but without --again nothing is looked for
            --method add_difference --include atn1 | a pattern to include or exclude must fit a tensor, but 'atn1' fits none of
            --method add_difference --exclude VAE,atn1 | must fit a tensor, but 'atn1' fits none of
            --method add_difference --weights GRAD_V,GRAD_A@1.5 | --weights: the share of the second preset must be 0 to 1, but is 1.5
            --method add_difference --beta 1  | --beta is given, but --method add_difference does not use it
            --method add_difference --clip x  | --clip: a clip must be none, hard, soft
            --method add_difference --adjust 1,2 | --adjust: an adjustment must have 8 finite numbers
            --method add_difference --model x | --model is given, but --method add_difference takes no further models
            --method weighted_sum             | --old-base is given, but --method weighted_sum does not use it
            --method add_difference --dtype x | --dtype must be one of fp32, fp16
            --list add_diference              | --list: there is no method 'add_diference'
            """)
    void whatIsWrongIsSaidWithTheOption(String options, String message) {
        Object[] arguments = ("-a " + NEW_BASE + " -b " + TUNED + " -c " + OLD_BASE + " -o "
                + folder.resolve("a.safetensors") + " " + options).split(" ");

        assertThat(merge(arguments)).isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains(message.replace('#', '\n')).doesNotContain("at dev.cupel");
    }

    @Test
    void aRecipeIsNotWrittenOverAModel() throws IOException {
        Path model = Files.copy(NEW_BASE, folder.resolve("model.safetensors"));

        assertThat(merge("-m", "weighted_sum", "-a", NEW_BASE, "-b", TUNED, "--print-recipe", "-o", model))
                .isEqualTo(Failures.FILE);
        assertThat(err.toString())
                .contains("its name must end in .json, .yaml or .yml.\nMaybe leave out --print-recipe");
        assertThat(Files.mismatch(NEW_BASE, model)).isEqualTo(-1);
    }

    @Test
    void theNameOfTheOutputIsCheckedBeforeTheWork() {
        assertThat(merge("-m", "weighted_sum", "-a", folder.resolve("none.safetensors"), "-b", TUNED, "-o",
                folder.resolve("result.txt"))).isEqualTo(Failures.FILE);
        assertThat(err.toString()).contains("result.txt: a model's name must end in .safetensors or .ckpt");
    }

    @Test
    void aModelThatOnlyTheAutoencoderNeedsIsAskedForByThatOption() {
        assertThat(merge("-m", "weighted_sum", "-a", NEW_BASE, "-b", TUNED, "--vae", "old_base", "-o",
                folder.resolve("a.safetensors"))).isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains("Missing: --old-base FILE, which --vae old_base needs.");
    }

    @Test
    void anOutputIsAskedFor() {
        assertThat(merge("-m", "weighted_sum", "-a", NEW_BASE, "-b", TUNED)).isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains("Missing: --output");
    }

    @Test
    void aPrintedRecipeIsWhatTheOptionsWouldMerge() throws IOException {
        Object[] options = {"-m", "similarity_add_difference", "-a", NEW_BASE, "-b", TUNED, "-c", OLD_BASE, "--alpha",
                "0.7", "--beta", "0.4", "--compatibility", "sd-meh", "--clip", "hard", "--adjust", "1,0,0,0,0,0,0,0"};
        Path direct = folder.resolve("same.safetensors");
        succeeds(with(options, "-o", direct));
        for (String recipe : new String[]{"recipe.json", "recipe.yaml"}) {
            succeeds(with(options, "--print-recipe", "-o", folder.resolve(recipe)));
            Path again = Files.createDirectories(folder.resolve(recipe + ".d")).resolve("same.safetensors");
            succeeds(folder.resolve(recipe), "-o", again);

            assertThat(Files.mismatch(direct, again)).isEqualTo(-1);
        }
        succeeds(with(options, "--print-recipe"));
        assertThat(out.toString()).contains("\"compatibility\" : \"sd-meh\"", "\"clip\" : \"hard\"", "\"beta\" : 0.4");
    }

    private static Object[] with(Object[] options, Object... more) {
        Object[] all = Arrays.copyOf(options, options.length + more.length);
        System.arraycopy(more, 0, all, options.length, more.length);
        return all;
    }

    @Test
    void aModelMayBeARecipe() throws IOException {
        Path feature = folder.resolve("feature.yaml");
        succeeds("-m", "subtract", "-a", TUNED, "-b", OLD_BASE, "--print-recipe", "-o", feature);
        Path recipe = folder.resolve("transfer.json");
        succeeds("-m", "add", "-a", NEW_BASE, "-b", feature, "--alpha", "0.5", "--print-recipe", "-o", recipe);

        assertThat(Recipe.read(recipe).models().get(Role.TUNED)).isEqualTo(new NodeSource("feature"));
        assertThat(Recipe.read(recipe).nodes().get("feature").precision()).isEqualTo(Precision.FP32);
        assertThat(Recipe.read(recipe).precision()).isEqualTo(Precision.FP16);
    }

    @Test
    void aMergedCheckpointIsMadeAgainFromItself() throws IOException {
        Path first = folder.resolve("first.safetensors");
        Path again = folder.resolve("again.safetensors");
        succeeds("-m", "add_difference", "-a", NEW_BASE, "-b", TUNED, "-c", OLD_BASE, "-o", first);

        assertThat(merge("--again", first, "-o", again)).isEqualTo(Failures.FILE);
        assertThat(err.toString()).contains("there is no file with the SHA-256", "mini-anime.safetensors", "--models");
        succeeds("--again", first, "--models", TinyExperiment.MINIATURE, "-o", again);

        assertThat(Files.mismatch(first, again)).isEqualTo(-1);
        assertThat(merge("--again", first, "--alpha", "1", "-o", again)).isEqualTo(Failures.USAGE);
    }

    @Test
    void aFileWithoutARecipeIsToldSo() {
        assertThat(merge("--again", NEW_BASE, "-o", folder.resolve("a.safetensors"))).isEqualTo(Failures.FILE);
        assertThat(err.toString()).contains("mini-v1-5.safetensors has no recipe in its metadata");
    }
}
