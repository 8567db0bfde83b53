package dev.cupel.optimizer.cli;

import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.recipe.Ingredients;
import dev.cupel.merger.recipe.Merge;
import dev.cupel.merger.recipe.Node;
import dev.cupel.merger.recipe.Rebuild;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.merger.recipe.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cupel merge}: writes a merged checkpoint. */
@Command(name = "merge", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Writes the checkpoint of a recipe, or of the models and weights given as options, or one of before once more.",
        "The same recipe and files give the same weights, bit by bit, which are those that a search evaluated."})
final class MergeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RECIPE", description = "a recipe (JSON or YAML), such as best.json of a search; then no models or weights may be given")
    private @Nullable Path recipe;

    @Mixin
    private MethodOptions formula = new MethodOptions();

    @Mixin
    private ModelOptions sources = new ModelOptions();

    @Mixin
    private WeightOptions weighting = new WeightOptions();

    @Option(names = "--vae", paramLabel = "WHOSE", description = "new_base, tuned, old_base, or merged: through BASE, as sd-meh and the web UI do (default)")
    private @Nullable String vae;

    @Option(names = "--dtype", paramLabel = "TYPE", description = "of the result: fp16 (default, but fp32 for differences), fp32, bf16, fp8_e4m3, fp8_e5m2; the arithmetic is float32 in any case")
    private @Nullable String dtype;

    @Option(names = {"-o",
            "--output"}, paramLabel = "FILE", description = "the file to write; .safetensors or .ckpt says the format")
    private @Nullable Path output;

    @Option(names = "--print-recipe", description = "write the recipe and merge nothing: to the --output (.json or .yaml), or as JSON to the console")
    private boolean printRecipe;

    @Option(names = "--again", paramLabel = "FILE", description = "make a merged checkpoint again from its own metadata (ours or the web UI's); its models are found by their hashes")
    private @Nullable Path again;

    @Option(names = "--models", paramLabel = "DIR", description = "a folder to look for models in, for --again; may be repeated (default: that of the file)")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--list", arity = "0..1", fallbackValue = "", paramLabel = "NAME", description = "print all methods, or one in full")
    private @Nullable String list;

    @Override
    public Integer call() throws IOException {
        if (list != null) {
            say(list.isEmpty() ? MethodList.all() : MethodList.of(method(list)));
            return 0;
        }
        if (output == null && !printRecipe) {
            throw wrong("Missing: --output FILE, the checkpoint to write.");
        }
        if (output != null) {
            checkOutput(output);
        }
        if (again == null && !folders.isEmpty()) {
            throw wrong("--models is given, but without --again nothing is looked for: leave it out.");
        }
        if (again != null) {
            rebuild(again);
        } else {
            Recipe merged = recipe != null ? fromFile(recipe) : fromOptions();
            if (printRecipe) {
                print(merged);
            } else {
                Merge.write(merged, output, title(output));
                say(output + "\n");
            }
        }
        return 0;
    }

    private void checkOutput(Path file) {
        if (printRecipe) {
            Outputs.checkRecipe(file);
        } else {
            Outputs.checkModel(file);
        }
    }

    private Methods.Definition method(String name) {
        try {
            return Methods.of(name);
        } catch (IllegalArgumentException e) {
            throw wrong("--list: " + e.getMessage());
        }
    }

    private void rebuild(Path file) throws IOException {
        if (recipe != null || optionsGiven()) {
            throw wrong(
                    "The metadata says everything: give either --again or a recipe or models and weights, not both.");
        }
        Rebuild rebuild = Rebuild.of(file);
        List<Path> places = folders.isEmpty() ? List.of(file.toAbsolutePath().getParent()) : folders;
        Recipe found = rebuild.find(places);
        if (printRecipe) {
            print(found);
            return;
        }
        rebuild.write(found, output);
        say(output + "\n");
        if (!rebuild.exact()) {
            say("The web UI merged " + file
                    + " in the precision of its files: values agree up to rounding, bytes do not.\n");
        }
    }

    private void print(Recipe merged) throws IOException {
        if (output == null) {
            say(merged.toJson());
        } else {
            merged.write(output);
            say(output + "\n");
        }
    }

    private void say(String text) {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
    }

    private boolean optionsGiven() {
        return formula.given() || sources.given() || weighting.given() || vae != null || dtype != null;
    }

    private Recipe fromFile(Path file) {
        if (optionsGiven()) {
            throw wrong("A recipe says everything: give either " + file + " or models and weights, not both.");
        }
        return Recipe.read(file);
    }

    private Recipe fromOptions() {
        MergeMethod method = formula.method();
        VaeChoice autoencoder = vae == null
                ? VaeChoice.MERGED
                : choice("--vae", vae, List.of(VaeChoice.values()), VaeChoice::key);
        Precision usual = method.givesDelta() ? Precision.FP32 : Precision.FP16; // rounding is for models
        Precision precision = dtype == null
                ? usual
                : choice("--dtype", dtype, List.of(Precision.values()), Precision::key);
        Coefficients coefficients = weighting.coefficients(method);
        Ingredients ingredients = new Ingredients();
        Map<Role, Source> models = sources.models(method, autoencoder, ingredients);
        return new Recipe(new Node(method, models, coefficients, weighting.scope(), formula.clip(),
                formula.adjustment(), autoencoder, precision), ingredients.nodes());
    }

    private <T> T choice(String option, String value, List<T> choices, Function<T, String> name) {
        return choices.stream().filter(choice -> name.apply(choice).equals(value)).findFirst()
                .orElseThrow(() -> wrong(option + " must be one of "
                        + String.join(", ", choices.stream().map(name).toList()) + ", but is " + value + "."));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static String title(Path output) {
        String name = String.valueOf(output.getFileName());
        return name.endsWith(".safetensors") ? name.substring(0, name.length() - ".safetensors".length()) : name;
    }
}
