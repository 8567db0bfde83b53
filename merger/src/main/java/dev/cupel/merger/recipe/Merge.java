package dev.cupel.merger.recipe;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.MergedModel;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.writing.Outgoing;
import dev.cupel.merger.writing.TensorFileWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the checkpoint of a recipe: the same recipe and files give the same bytes. */
public final class Merge {

    private Merge() {}

    /**
     * Writes the merged checkpoint, as safetensors or in torch's format by the name of the file, with the recipe in its metadata. The file appears under its name only when
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
            write(open.plan(), open.ground(), recipe.coefficients(), recipe.precision(),
                    new MergeMetadata(recorded, open, title).texts(), out);
        }
    }

    /** Writes what a plan makes, and beside it what the file that the result stands on carries. */
    static void write(MergePlan plan, Checkpoint ground, Coefficients coefficients, Precision precision,
            Map<String, String> metadata, Path out) throws IOException {
        MergedModel merged = MergedModel.of("the merge", false, plan, coefficients, Precision.FP32, false);
        List<Outgoing> tensors = new ArrayList<>();
        merged.tensors().values().forEach(tensor -> tensors.add(new Outgoing.Rounded(tensor, precision.dtype())));
        ground.carried().values().forEach(tensor -> tensors.add(Checkpoint.isPositionIds(tensor.name())
                ? new Outgoing.Counted(tensor.name(), tensor.shape())
                : new Outgoing.Copied(tensor)));
        TensorFileWriter.write(out, tensors, metadata, Runtime.getRuntime().availableProcessors());
    }

    private static void refuseToReplaceModels(Recipe recipe, Path out) throws IOException {
        for (ModelSource model : recipe.files()) {
            if (Files.exists(out) && Files.exists(model.path()) && Files.isSameFile(out, model.path())) {
                throw new InvalidRecipeException("the output %s is one of the models to merge.".formatted(out),
                        "Maybe choose another name for the output.");
            }
        }
    }
}
