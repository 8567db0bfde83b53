package dev.cupel.merger.recipe;

import dev.cupel.merger.checkpoint.FileHash;
import java.nio.file.Path;

/**
 * A model of a recipe.
 *
 * @param path the file
 * @param hash its SHA-256, which decides: a file of another hash is another model
 * @param ema whether the U-Net is the moving average that the file carries
 */
public record ModelSource(Path path, FileHash hash, boolean ema) implements Source {

    /**
     * @throws IllegalArgumentException if the path is a root, and so names no file
     */
    public ModelSource {
        if (path.getFileName() == null) {
            throw new IllegalArgumentException("""
                    a model's path must name a file, but is '%s'.
                    Maybe the name of the file is missing.""".formatted(path));
        }
    }

    /**
     * Hashes a file.
     *
     * @throws dev.cupel.merger.checkpoint.TensorFileException if it cannot be read
     */
    public static ModelSource of(Path path, boolean ema) {
        return new ModelSource(path, FileHash.of(path), ema);
    }
}
