package dev.cupel.merger.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects models for a recipe that is put together by a program: files, and recipes in files, whose merges become nodes. */
public final class Ingredients {

    private static final List<String> RECIPES = List.of(".json", ".yaml", ".yml");

    private final RecipeReader reader = new RecipeReader();

    /** Whether a file is a recipe rather than a model, by its name. */
    public static boolean isRecipe(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return RECIPES.stream().anyMatch(name::endsWith);
    }

    /**
     * A recipe as a model. The same file gives the same node.
     *
     * @throws InvalidRecipeException with all problems, if it breaks a rule
     * @throws dev.cupel.merger.checkpoint.TensorFileException if a file that it names without a hash cannot be read
     */
    public Source recipe(Path file) {
        return reader.include(file);
    }

    /** The nodes of all recipes that were collected. */
    public Map<String, Node> nodes() {
        return Map.copyOf(reader.nodes());
    }
}
