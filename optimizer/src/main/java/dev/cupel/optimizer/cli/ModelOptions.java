package dev.cupel.optimizer.cli;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FileHashes;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.recipe.Ingredients;
import dev.cupel.merger.recipe.ModelSource;
import dev.cupel.merger.recipe.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code cupel merge} that say what is merged. */
@Command
final class ModelOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = {"-a",
            "--new-base"}, paramLabel = "FILE", description = "A, the model that the result stands on; this and the others may also be recipes (.json, .yaml), whose result is then merged without being written")
    private @Nullable Path newBase;

    @Option(names = {"-b", "--tuned"}, paramLabel = "FILE", description = "B, the fine-tuned model")
    private @Nullable Path tuned;

    @Option(names = {"-c",
            "--old-base"}, paramLabel = "FILE", description = "C, what B was tuned from; many methods need it")
    private @Nullable Path oldBase;

    @Option(names = "--model", paramLabel = "FILE", description = "a further model, for methods that take any number; may be repeated")
    private List<Path> more = new ArrayList<>();

    @Option(names = "--ema", description = "take the EMA weights of those checkpoints that have them")
    private boolean ema;

    /** Whether any of the options is there: a recipe would say otherwise. */
    boolean given() {
        return newBase != null || tuned != null || oldBase != null || !more.isEmpty() || ema;
    }

    /**
     * The models by role.
     *
     * @param ingredients gets the nodes of those that are recipes
     */
    Map<Role, Source> models(MergeMethod method, VaeChoice vae, Ingredients ingredients) {
        Map<Role, Path> files = files(method, vae);
        FileHashes.shared().prepare(files.values().stream().filter(Files::exists).toList());
        Map<Role, Source> models = new TreeMap<>();
        files.forEach((role, file) -> models.put(role, Ingredients.isRecipe(file)
                ? ingredients.recipe(file)
                : ModelSource.of(file, ema && Checkpoint.hasEma(file))));
        return models;
    }

    private Map<Role, Path> files(MergeMethod method, VaeChoice vae) {
        Map<Role, Path> files = new TreeMap<>();
        for (Role role : Role.NAMED) {
            Path file = role.equals(Role.NEW_BASE) ? newBase : role.equals(Role.TUNED) ? tuned : oldBase;
            boolean needed = method.roles().contains(role) || vae.role().filter(role::equals).isPresent();
            String option = "--" + role.key().replace('_', '-');
            if (needed && file == null) {
                String by = method.roles().contains(role) ? "--method " + method.name() : "--vae " + vae.key();
                throw wrong("Missing: " + option + " FILE, which " + by + " needs.");
            }
            if (!needed && file != null) {
                throw wrong(option + " is given, but --method " + method.name() + " does not use it: leave it out.");
            }
            if (file != null) {
                files.put(role, file);
            }
        }
        if (!more.isEmpty() && !method.takesMore()) {
            throw wrong("--model is given, but --method " + method.name() + " takes no further models: leave it out.");
        }
        more.forEach(file -> files.put(Role.more(1 + files.size() - named(files)), file));
        return files;
    }

    private static int named(Map<Role, Path> files) {
        return (int) files.keySet().stream().filter(role -> !role.further()).count();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
