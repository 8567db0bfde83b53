package dev.cupel.optimizer.cli;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.live.LiveWeights;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.live.Weights;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.recipe.Ingredients;
import dev.cupel.merger.recipe.OpenRecipe;
import dev.cupel.merger.recipe.Recipe;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A model that draws: a checkpoint, or a recipe whose result is merged in memory and never written. */
final class DrawingModel implements AutoCloseable {

    private final Path file;
    private final String hash;
    private final Weights weights;
    /** Of a recipe; a checkpoint has none. */
    private final @Nullable LiveWeights live;
    private final @Nullable Recipe recipe;
    private final Runnable closing;

    private DrawingModel(Path file, String hash, LoadedWeights weights) {
        this.file = file;
        this.hash = hash;
        this.weights = weights;
        this.live = null;
        this.recipe = null;
        this.closing = weights::close;
    }

    private DrawingModel(Path file, Recipe recipe, LiveWeights live, OpenRecipe models) {
        this.file = file;
        this.hash = "";
        this.weights = live;
        this.live = live;
        this.recipe = recipe;
        this.closing = () -> {
            live.close();
            models.close();
        };
    }

    /**
     * Opens a checkpoint, or a recipe and merges it.
     *
     * @param ema     whether to take the EMA weights of a checkpoint that has them
     * @param threads that merge
     * @throws dev.cupel.merger.checkpoint.TensorFileException if a file is damaged, or no SD 1.x model
     */
    static DrawingModel open(Path file, boolean ema, int threads) {
        return Ingredients.isRecipe(file) ? ofRecipe(file, threads) : ofCheckpoint(file, ema);
    }

    private static DrawingModel ofCheckpoint(Path file, boolean ema) {
        try (Checkpoint checkpoint = Checkpoint.open(file, ema)) {
            checkpoint.requireDrawable();
            return new DrawingModel(file, checkpoint.hash().shortHash(), LoadedWeights.of(checkpoint.tensors()));
        }
    }

    private static DrawingModel ofRecipe(Path file, int threads) {
        Recipe recipe = Recipe.read(file);
        OpenRecipe models = OpenRecipe.of(recipe);
        try {
            models.files().values().forEach(Checkpoint::requireDrawable);
            LiveWeights live = LiveWeights.of(models.plan(), recipe.precision(), threads);
            live.apply(recipe.coefficients());
            return new DrawingModel(file, recipe, live, models);
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
    }

    /** The weights as they are now. */
    Weights weights() {
        return weights;
    }

    /**
     * Merges with other numbers.
     *
     * @param change of the recipe's own; a checkpoint has none
     */
    void merge(UnaryOperator<Coefficients> change) {
        if (live != null && recipe != null) {
            live.apply(change.apply(recipe.coefficients()));
        }
    }

    /** Hash and name, by their keys in infotexts. A merge has the hash of its values, as there is no file. */
    SequencedMap<String, String> names() {
        SequencedMap<String, String> names = new LinkedHashMap<>();
        names.put("Model hash", live != null ? live.hash().substring(0, 10) : hash);
        names.put("Model", stem(file));
        return names;
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    @Override
    public void close() {
        closing.run();
    }
}
