package dev.cupel.optimizer.cli;

import dev.cupel.merger.recipe.Ingredients;
import dev.cupel.merger.writing.TensorFileWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks where results go before hours are spent on them. */
final class Outputs {

    private Outputs() {}

    /**
     * Refuses an output file that cannot be written.
     *
     * @throws UnwritableException if its folder is missing or not writable, or the file is a folder
     */
    static void check(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (Files.isDirectory(file)) {
            throw new UnwritableException(file + " is a folder.\nAdd the name of a file to it.");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UnwritableException(
                    file + " cannot be written: there is no folder " + folder + ".\nMake it, or choose another one.");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new UnwritableException(
                    file + " cannot be written: it is protected.\nChange its permissions, or choose another one.");
        }
    }

    /**
     * Refuses a model's file that cannot be written.
     *
     * @throws UnwritableException as {@link #check} does
     * @throws dev.cupel.merger.checkpoint.TensorFileException if its name does not say which format to write
     */
    static void checkModel(Path file) {
        check(file);
        TensorFileWriter.format(file);
    }

    /**
     * Refuses a recipe's file that cannot be written, and one that would take the place of a model.
     *
     * @throws UnwritableException as {@link #check} does, and if its name is not that of a recipe
     */
    static void checkRecipe(Path file) {
        check(file);
        if (!Ingredients.isRecipe(file)) {
            throw new UnwritableException(file
                    + " is to be a recipe, so its name must end in .json, .yaml or .yml.\nMaybe leave out --print-recipe, which merges nothing.");
        }
    }
}
