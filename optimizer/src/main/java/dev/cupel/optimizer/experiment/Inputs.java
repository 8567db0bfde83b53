package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.prompt.Embeddings;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.recipe.Ingredients;
import dev.cupel.merger.recipe.ModelSource;
import dev.cupel.merger.recipe.Node;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.merger.recipe.Source;
import dev.cupel.optimizer.experiment.Experiment.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every file that an experiment reads, hashed.
 *
 * @param models the models by role
 * @param nodes  the merges of the recipes among them
 * @param files  all files by what they are, such as {@code clip/model.safetensors}
 */
record Inputs(Map<Role, Source> models, Map<String, Node> nodes, Map<String, Input> files) {

    /** A file and its hash. */
    record Input(Path path, FileHash hash) {}

    static Inputs of(Experiment experiment) {
        Models models = experiment.models();
        Ingredients ingredients = new Ingredients();
        Map<Role, Source> sources = new TreeMap<>();
        Map<String, Input> files = new LinkedHashMap<>();
        models.files().forEach((role, path) -> {
            if (Ingredients.isRecipe(path)) {
                sources.put(role, ingredients.recipe(path));
                files.put(role.key(), input(path));
            } else {
                ModelSource source = ModelSource.of(path, models.ema() && Checkpoint.hasEma(path));
                sources.put(role, source);
                files.put(role.key(), new Input(path, source.hash()));
            }
        });
        ingredients.nodes().forEach((name, node) -> node.models().forEach((role, source) -> {
            if (source instanceof ModelSource file) {
                files.put(name + "/" + role.key(), new Input(file.path(), file.hash()));
            }
        }));
        experiment.loras().forEach((name, lora) -> files.put("LoRA " + name, input(lora.file())));
        folder("clip", models.clip(), files);
        folder("tokenizer", models.tokenizer(), files);
        models.vae().ifPresent(file -> files.put("vae", input(file)));
        if (models.embeddings().isPresent()) {
            reader(models).embeddings().files().forEach((name, file) -> files.put("embedding " + name, input(file)));
        }
        files.put("experiment", input(experiment.file()));
        return new Inputs(sources, ingredients.nodes(), files);
    }

    /** The recipe of a merge of these models: of those that its method and the choice of the autoencoder need. */
    Recipe recipe(MergeSpace merge, Candidate candidate) {
        MergeMethod method = candidate.method();
        Map<Role, Source> needed = new TreeMap<>(models);
        needed.keySet().removeIf(role -> role.further()
                ? !method.takesMore()
                : !method.roles().contains(role) && merge.vae().role().filter(role::equals).isEmpty());
        return Recipe.of(new Node(method, needed, candidate.coefficients(), merge.scope(), merge.clip(),
                merge.adjustment(), merge.vae(), merge.precision()), nodes);
    }

    /** How the suite's prompts are read. */
    static PromptReader reader(Models models) {
        Tokenizer tokenizer = Tokenizer.open(models.tokenizer());
        return new PromptReader(tokenizer,
                models.embeddings().map(folder -> Embeddings.in(folder, tokenizer)).orElseGet(Embeddings::none),
                WebUiVersion.V1_6);
    }

    private static Input input(Path path) {
        return new Input(path, FileHash.of(path));
    }

    private static void folder(String role, Path path, Map<String, Input> files) {
        if (!Files.isDirectory(path)) {
            files.put(role, input(path));
            return;
        }
        Set<String> read = Set.of("config.json", "model.safetensors", "preprocessor_config.json", "vocab.json",
                "merges.txt");
        try (Stream<Path> entries = Files.list(path)) {
            entries.filter(entry -> read.contains(String.valueOf(entry.getFileName()))).sorted()
                    .forEach(entry -> files.put(role + "/" + entry.getFileName(), input(entry)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
