package dev.cupel.optimizer.cli;

import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.recipe.Ingredients;
import dev.cupel.merger.recipe.ModelSource;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.merger.spelling.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the LoRAs that prompts name. */
final class LoraFiles {

    private static final Set<String> ENDINGS = Set.of("safetensors", "pt", "ckpt");
    private static final int DEEPEST = 8;
    /** Metadata in which kohya's trainer keeps the name that its user gave. */
    private static final String ALIAS = "ss_output_name";

    /** The same for the hash of what is in it. */
    private static final String HASH = "sshs_model_hash";

    private LoraFiles() {}

    /**
     * The LoRA of a name: that of its file without the ending, or else the one that its trainer wrote into it.
     *
     * @param hash   the web UI's of the one that is meant; it is found by this if no name is right
     * @param folder where to look, with the folders below; if not given, the web UI's places beside the model
     * @throws UsageException if there is none
     */
    static Path find(String name, Optional<String> hash, Optional<Path> folder, Path model) {
        List<Path> folders = folder.map(List::of).orElseGet(() -> beside(model));
        List<Path> files = folders.stream().flatMap(one -> files(one).stream()).toList();
        return files.stream().filter(file -> stem(file).equals(name)).findFirst()
                .or(() -> files.stream().filter(file -> alias(file).equals(Optional.of(name))).findFirst())
                .or(() -> hash.flatMap(meant -> files.stream().filter(file -> hash(file).equals(meant)).findFirst()))
                .orElseThrow(() -> missing(name, folders, files.stream().map(LoraFiles::stem).toList()));
    }

    private static UsageException missing(String name, List<Path> folders, List<String> known) {
        String there = known.isEmpty() ? "" : "; there are " + known.stream().limit(10).toList();
        return new UsageException("""
                prompt: <lora:%s:…> must name a LoRA, but there is none of that name in %s.
                %sSay where it is by --loras FOLDER%s.""".formatted(name, folders.isEmpty() ? "loras" : folders,
                Spelling.nearest(name, known).map(near -> "Maybe " + near + " is meant. ").orElse(""), there));
    }

    private static List<Path> beside(Path model) {
        return sources(model).stream().map(file -> file.toAbsolutePath().normalize().getParent())
                .flatMap(folder -> Stream.of("loras", "Lora", "../Lora").map(name -> folder.resolve(name).normalize()))
                .filter(Files::isDirectory).distinct().toList();
    }

    /** The files beside which a model's belongings are looked for: its own, and those that a recipe merges. */
    static List<Path> sources(Path model) {
        return Ingredients.isRecipe(model)
                ? Stream.concat(Stream.of(model), Recipe.read(model).files().stream().map(ModelSource::path)).toList()
                : List.of(model);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(LoraFiles::isModel).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isModel(Path file) {
        String name = String.valueOf(file.getFileName());
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
                && Files.isRegularFile(file);
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static Optional<String> alias(Path file) {
        return metadata(file, ALIAS);
    }

    private static Optional<String> metadata(Path file, String key) {
        try (TensorFile opened = TensorFile.open(file)) {
            return Optional.ofNullable(opened.metadata().get(key));
        } catch (TensorFileException e) {
            return Optional.empty(); // what no prompt names may be broken
        }
    }

    /** The hash that the web UI has for a LoRA: the one that its trainer wrote into it, or that of its contents. */
    static String hash(Path file) {
        return metadata(file, HASH).filter(hash -> hash.length() >= 12).map(hash -> hash.substring(0, 12))
                .orElseGet(() -> (String.valueOf(file).toLowerCase(Locale.ROOT).endsWith(".safetensors")
                        ? FileHash.ofContents(file)
                        : FileHash.of(file)).networkHash());
    }
}
