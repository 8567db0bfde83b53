package dev.cupel.merger.recipe;

import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.method.MergeException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

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
        refuseToReplaceModels(recipe, out);
        try (OpenRecipe open = OpenRecipe.of(recipe)) {
            Path part = out.resolveSibling(out.getFileName() + ".part");
            try {
                new CheckpointWriter(open.plan(), open.ground(), recipe.coefficients(), recipe.precision(),
                        metadata(recipe, title), Runtime.getRuntime().availableProcessors()).write(part);
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

    private static Map<String, String> metadata(Recipe recipe, String title) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt"); // web UIs ask for it
        metadata.put("modelspec.sai_model_spec", "1.0.0");
        metadata.put("modelspec.architecture", "stable-diffusion-v1");
        metadata.put("modelspec.title", title);
        metadata.put("modelspec.merged_from", recipe.files().stream()
                .map(model -> model.path().getFileName().toString()).collect(Collectors.joining(", ")));
        metadata.put("cupel_recipe", recipe.withFileNames().toJson());
        return metadata;
    }

    private static void move(Path part, Path out) throws IOException {
        try {
            Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
