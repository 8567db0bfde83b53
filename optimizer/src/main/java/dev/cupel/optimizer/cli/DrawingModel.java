package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.live.LiveWeights;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.live.Weights;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.recipe.Ingredients;
import dev.cupel.merger.recipe.OpenRecipe;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.experiment.DrawnModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A model that draws: a checkpoint, or a recipe whose result is merged in memory and never written. */
final class DrawingModel implements AutoCloseable {

    private final Path file;
    private final Optional<Path> vae;
    /** The file that says how the model was trained. */
    private final Checkpoint ground;
    private final DrawnModel drawn;
    /** Of a recipe; a checkpoint has none. */
    private final Optional<Merged> merged;
    private final Runnable closing;

    private record Merged(Recipe recipe, LiveWeights live) {}

    private DrawingModel(Path file, Optional<Path> vae, Checkpoint ground, Weights weights, Optional<Merged> merged,
            Runnable closing) {
        this.file = file;
        this.vae = vae;
        this.ground = ground;
        this.drawn = DrawnModel.of(weights, vae);
        this.merged = merged;
        this.closing = closing;
    }

    /**
     * Opens a checkpoint, or a recipe and merges it.
     *
     * @param ema     whether to take the EMA weights of a checkpoint that has them
     * @param vae     another autoencoder than the model's own
     * @param threads that merge
     * @throws dev.cupel.merger.checkpoint.TensorFileException if a file is damaged, or no SD 1.x model
     */
    static DrawingModel open(Path file, boolean ema, @Nullable Path vae, int threads) {
        return Ingredients.isRecipe(file)
                ? ofRecipe(file, Optional.ofNullable(vae), threads)
                : ofCheckpoint(file, ema, Optional.ofNullable(vae));
    }

    private static DrawingModel ofCheckpoint(Path file, boolean ema, Optional<Path> vae) {
        Checkpoint checkpoint = Checkpoint.open(file, ema);
        try {
            checkpoint.requireDrawable();
            LoadedWeights weights = LoadedWeights.of(checkpoint.tensors());
            return new DrawingModel(file, vae, checkpoint, weights, Optional.empty(), () -> {
                weights.close();
                checkpoint.close();
            });
        } catch (RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }

    private static DrawingModel ofRecipe(Path file, Optional<Path> vae, int threads) {
        Recipe recipe = Recipe.read(file);
        OpenRecipe models = OpenRecipe.of(recipe);
        try {
            models.files().values().forEach(Checkpoint::requireDrawable);
            LiveWeights live = LiveWeights.of(models.plan(), recipe.precision(), threads);
            live.apply(recipe.coefficients());
            return new DrawingModel(file, vae, models.ground(), live, Optional.of(new Merged(recipe, live)), () -> {
                live.close();
                models.close();
            });
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
    }

    /** The weights as they are now. */
    Weights weights() {
        return drawn.weights();
    }

    /** Settings with what the model itself says of how it was trained, where they say nothing. */
    GenerationSettings fitted(GenerationSettings settings) {
        return settings.with(settings.network().with(settings.network().training().orOf(ground)));
    }

    /**
     * Merges with other numbers.
     *
     * @param change of the recipe's own; a checkpoint has none
     */
    void merge(UnaryOperator<Coefficients> change) {
        merged.ifPresent(merge -> merge.live().apply(change.apply(merge.recipe().coefficients())));
    }

    /** Hash and name, by their keys in infotexts. A merge has the hash of its values, as there is no file. */
    SequencedMap<String, String> names() {
        SequencedMap<String, String> names = new LinkedHashMap<>();
        names.put("Model hash", merged.map(merge -> merge.live().hash().substring(0, 10))
                .orElseGet(() -> ground.hash().shortHash()));
        names.put("Model", stem(file));
        vae.ifPresent(other -> {
            names.put(Inscription.VAE_HASH, FileHash.of(other).shortHash());
            names.put(Inscription.VAE, String.valueOf(other.getFileName()));
        });
        return names;
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    @Override
    public void close() {
        drawn.close();
        closing.run();
    }
}
