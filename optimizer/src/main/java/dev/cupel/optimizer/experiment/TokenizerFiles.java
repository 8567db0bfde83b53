package dev.cupel.optimizer.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Finds the tokenizer that belongs to a model. Checkpoints do not carry it, but whoever has one has the other: beside the
 * model, in a web UI's Python environment, or in the cache of transformers.
 */
public final class TokenizerFiles {

    private static final String BPE = "bpe_simple_vocab_16e6.txt.gz";
    private static final int LEVELS = 5;

    private TokenizerFiles() {}

    /**
     * Looks in the folder of a model and those above it, and then in the user's cache.
     *
     * @param model a model file
     * @return a folder with vocab.json and merges.txt, or CLIP's bpe file
     */
    public static Optional<Path> near(Path model) {
        Path folder = model.toAbsolutePath().normalize().getParent();
        for (int level = 0; folder != null && level < LEVELS; level++) {
            for (Path candidate : candidates(folder)) {
                if (isTokenizer(candidate)) {
                    return Optional.of(candidate);
                }
            }
            folder = folder.getParent();
        }
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "huggingface", "hub",
                "models--openai--clip-vit-large-patch14", "snapshots");
        return below(cache, "*").stream().filter(TokenizerFiles::isTokenizer).findFirst();
    }

    private static List<Path> candidates(Path folder) {
        List<Path> candidates = new ArrayList<>(List.of(folder.resolve("tokenizer"), folder.resolve("clip"),
                folder.resolve("clip-vit-large-patch14"), folder, folder.resolve(BPE)));
        List<Path> pythons = new ArrayList<>(below(folder.resolve("venv").resolve("lib"), "python3*"));
        pythons.add(folder.resolve("venv").resolve("Lib"));
        for (Path python : pythons) {
            Path packages = python.resolve("site-packages");
            candidates.add(packages.resolve("open_clip").resolve(BPE));
            candidates.add(packages.resolve("clip").resolve(BPE));
        }
        return candidates;
    }

    private static boolean isTokenizer(Path path) {
        if (Files.isDirectory(path)) {
            return Files.isRegularFile(path.resolve("vocab.json")) && Files.isRegularFile(path.resolve("merges.txt"));
        }
        return path.endsWith(BPE) && Files.isRegularFile(path);
    }

    private static List<Path> below(Path folder, String pattern) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, pattern)) {
            List<Path> found = new ArrayList<>();
            stream.forEach(found::add);
            Collections.sort(found);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + folder, e);
        }
    }
}
