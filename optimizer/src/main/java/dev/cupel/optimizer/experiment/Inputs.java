package dev.cupel.optimizer.experiment;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.recipe.ModelSource;
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
 * @param models the three checkpoints
 * @param files  all files by what they are, such as {@code clip/model.safetensors}
 */
record Inputs(Map<Role, ModelSource> models, Map<String, Input> files) {

    /** A file and its hash. */
    record Input(Path path, FileHash hash) {}

    static Inputs of(Experiment experiment) {
        Models models = experiment.models();
        Map<Role, Path> paths = new TreeMap<>(Map.of(Role.NEW_BASE, models.newBase(), Role.TUNED, models.tuned(),
                Role.OLD_BASE, models.oldBase()));
        Map<Role, ModelSource> sources = new TreeMap<>();
        Map<String, Input> files = new LinkedHashMap<>();
        paths.forEach((role, path) -> {
            ModelSource source = ModelSource.of(path, models.ema() && Checkpoint.hasEma(path));
            sources.put(role, source);
            files.put(role.key(), new Input(path, source.hash()));
        });
        experiment.loras().forEach((name, lora) -> files.put("LoRA " + name, input(lora.file())));
        folder("clip", models.clip(), files);
        folder("tokenizer", models.tokenizer(), files);
        files.put("experiment", input(experiment.file()));
        return new Inputs(sources, files);
    }

    /** The models that a recipe names: those that its method and the choice of the autoencoder need. */
    Map<Role, ModelSource> needed(MergeSpace merge) {
        Map<Role, ModelSource> needed = new TreeMap<>(models);
        needed.keySet().removeIf(role -> !merge.method().roles().contains(role)
                && merge.vae().role().filter(role::equals).isEmpty());
        return needed;
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
