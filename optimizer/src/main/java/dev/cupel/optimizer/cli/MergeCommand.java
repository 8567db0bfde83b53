package dev.cupel.optimizer.cli;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.recipe.Merge;
import dev.cupel.merger.recipe.ModelSource;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.merger.weight.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        "Writes the checkpoint of a recipe, or of the models and weights given as options.",
        "The same recipe and files give the same bytes, which are those that a search evaluated."})
final class MergeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RECIPE", description = "a recipe (JSON), such as best.json of a search; then no models or weights may be given")
    private @Nullable Path recipe;

    @Option(names = "--method", paramLabel = "NAME", description = "add_difference: new_base + c (tuned - old_base); weighted_sum: (1 - c) new_base + c tuned")
    private @Nullable String method;

    @Option(names = "--new-base", paramLabel = "FILE", description = "the model that the result stands on (A)")
    private @Nullable Path newBase;

    @Option(names = "--tuned", paramLabel = "FILE", description = "the fine-tuned model (B)")
    private @Nullable Path tuned;

    @Option(names = "--old-base", paramLabel = "FILE", description = "what it was tuned from (C); add_difference needs it")
    private @Nullable Path oldBase;

    @Mixin
    private WeightOptions weighting = new WeightOptions();

    @Option(names = "--vae", paramLabel = "WHOSE", description = "new_base, tuned, old_base, or merged: through BASE, as sd-meh and the web UI do (default)")
    private @Nullable String vae;

    @Option(names = "--dtype", paramLabel = "TYPE", description = "fp16 (default) or fp32: of the result; the arithmetic is float32 in any case")
    private @Nullable String dtype;

    @Option(names = "--ema", description = "take the EMA weights of those checkpoints that have them")
    private boolean ema;

    @Option(names = {"-o",
            "--output"}, required = true, paramLabel = "FILE", description = "the safetensors file to write")
    private Path output;

    @Override
    public Integer call() throws IOException {
        Outputs.check(output);
        Recipe merged = recipe != null ? fromFile(recipe) : fromOptions();
        Merge.write(merged, output, title());
        spec.commandLine().getOut().println(output);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Recipe fromFile(Path file) {
        if (method != null || newBase != null || tuned != null || oldBase != null || weighting.given() || vae != null
                || dtype != null || ema) {
            throw wrong("A recipe says everything: give either " + file + " or models and weights, not both.");
        }
        return Recipe.read(file);
    }

    private Recipe fromOptions() {
        if (method == null) {
            throw wrong("Missing: a RECIPE, or --method with --new-base, --tuned and, for add_difference, --old-base.");
        }
        MergeMethod formula = formula(method);
        VaeChoice autoencoder = vae == null
                ? VaeChoice.MERGED
                : choice("--vae", vae, List.of(VaeChoice.values()), VaeChoice::key);
        Precision precision = dtype == null
                ? Precision.FP16
                : choice("--dtype", dtype, List.of(Precision.values()), Precision::key);
        Coefficients coefficients = weighting.coefficients(formula);
        Scope scope = weighting.scope();
        return new Recipe(formula, models(formula, autoencoder), coefficients, scope, autoencoder, precision);
    }

    private MergeMethod formula(String name) {
        try {
            return Methods.of(name).with(Settings.NONE);
        } catch (IllegalArgumentException e) {
            throw wrong("--method: " + e.getMessage());
        }
    }

    private Map<Role, ModelSource> models(MergeMethod formula, VaeChoice autoencoder) {
        Map<Role, ModelSource> models = new TreeMap<>();
        for (Role role : Role.NAMED) {
            Path file = role.equals(Role.NEW_BASE) ? newBase : role.equals(Role.TUNED) ? tuned : oldBase;
            boolean needed = formula.roles().contains(role) || autoencoder.role().filter(role::equals).isPresent();
            String option = "--" + role.key().replace('_', '-');
            if (needed && file == null) {
                throw wrong("Missing: " + option + " FILE, which --method " + formula.name() + " needs.");
            }
            if (!needed && file != null) {
                throw wrong(option + " is given, but --method " + formula.name() + " does not use it: leave it out.");
            }
            if (file != null) {
                models.put(role, ModelSource.of(file, ema && Checkpoint.hasEma(file)));
            }
        }
        return models;
    }

    private <T> T choice(String option, String value, List<T> choices, Function<T, String> name) {
        return choices.stream().filter(choice -> name.apply(choice).equals(value)).findFirst()
                .orElseThrow(() -> wrong(option + " must be one of "
                        + String.join(", ", choices.stream().map(name).toList()) + ", but is " + value + "."));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private String title() {
        String name = String.valueOf(output.getFileName());
        return name.endsWith(".safetensors") ? name.substring(0, name.length() - ".safetensors".length()) : name;
    }
}
