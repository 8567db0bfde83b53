package dev.cupel.merger.recipe;

import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.method.MergeException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Makes the checkpoint of a recipe: the same recipe and files give the same bytes. */
public final class Merge {

    private Merge() {}

    /**
     * Writes the merged checkpoint as safetensors, with the recipe in its metadata. The file appears under its name only when
     * it is complete; one that is there is replaced.
     *
     * @param recipe what to merge; the files must have the hashes that it names
     * @param out the file to write
     * @param title what the model is called in its metadata
     * @throws InvalidRecipeException if a model's file has changed
     * @throws TensorFileException if a model's file is damaged
     * @throws MergeException if the models do not fit together
     * @throws IOException if the file cannot be written
     */
    public static void write(Recipe recipe, Path out, String title) throws IOException {
        write(recipe, recipe, out, title);
    }

    /**
     * The same for files that are called otherwise than the metadata is to say.
     *
     * @param recorded the recipe for the metadata
     */
    static void write(Recipe recipe, Recipe recorded, Path out, String title) throws IOException {
        refuseToReplaceModels(recipe, out);
        try (OpenRecipe open = OpenRecipe.of(recipe)) {
            Path part = out.resolveSibling(out.getFileName() + ".part");
            try {
                new CheckpointWriter(open.plan(), open.ground(), recipe.coefficients(), recipe.precision(),
                        new MergeMetadata(recorded, open, title).texts(), Runtime.getRuntime().availableProcessors())
                        .write(part);
                move(part, out);
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }

    private static void refuseToReplaceModels(Recipe recipe, Path out) throws IOException {
        for (ModelSource model : recipe.files()) {
            if (Files.exists(out) && Files.exists(model.path()) && Files.isSameFile(out, model.path())) {
                throw new InvalidRecipeException("the output %s is one of the models to merge.".formatted(out),
                        "Maybe choose another name for the output.");
            }
        }
    }

    private static void move(Path part, Path out) throws IOException {
        try {
            Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
