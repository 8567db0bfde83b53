package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.NetworkSettings;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.checkpoint.Prediction;
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
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A model that draws: a checkpoint, or a recipe whose result is merged in memory and never written. */
final class DrawingModel implements AutoCloseable {

    private final Path file;
    /** Of a checkpoint; a recipe has none. */
    private final @Nullable FileHash hash;
    private final DrawnModel weights;
    private final Optional<Path> vae;
    private final UnaryOperator<NetworkSettings.Training> training;
    /** Of a recipe; a checkpoint has none. */
    private final @Nullable LiveWeights live;
    private final @Nullable Recipe recipe;
    private final Runnable closing;

    private DrawingModel(Path file, FileHash hash, Optional<Path> vae, LoadedWeights weights,
            UnaryOperator<NetworkSettings.Training> training) {
        this.file = file;
        this.hash = hash;
        this.vae = vae;
        this.weights = DrawnModel.of(weights, vae);
        this.training = training;
        this.live = null;
        this.recipe = null;
        this.closing = weights::close;
    }

    private DrawingModel(Path file, Optional<Path> vae, Recipe recipe, LiveWeights live, OpenRecipe models) {
        this.file = file;
        this.hash = null;
        this.vae = vae;
        this.weights = DrawnModel.of(live, vae);
        this.training = said -> DrawnModel.training(said, models.files().values());
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
     * @param vae     file of an autoencoder instead of the model's own
     * @param threads that merge
     * @throws dev.cupel.merger.checkpoint.TensorFileException if a file is damaged, or no SD 1.x model
     */
    static DrawingModel open(Path file, boolean ema, Optional<Path> vae, int threads) {
        return Ingredients.isRecipe(file) ? ofRecipe(file, vae, threads) : ofCheckpoint(file, ema, vae);
    }

    private static DrawingModel ofCheckpoint(Path file, boolean ema, Optional<Path> vae) {
        try (Checkpoint checkpoint = Checkpoint.open(file, ema)) {
            checkpoint.requireDrawable();
            Prediction prediction = checkpoint.prediction();
            boolean terminal = checkpoint.zeroTerminal();
            return new DrawingModel(file, checkpoint.hash(), vae, LoadedWeights.of(checkpoint.tensors()),
                    said -> said.or(prediction, terminal));
        }
    }

    private static DrawingModel ofRecipe(Path file, Optional<Path> vae, int threads) {
        Recipe recipe = Recipe.read(file);
        OpenRecipe models = OpenRecipe.of(recipe);
        try {
            models.files().values().forEach(Checkpoint::requireDrawable);
            LiveWeights live = LiveWeights.of(models.plan(), recipe.precision(), threads);
            live.apply(recipe.coefficients());
            return new DrawingModel(file, vae, recipe, live, models);
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
    }

    /** The weights as they are now. */
    Weights weights() {
        return weights.weights();
    }

    /** Settings with what the model's files say of its training. */
    GenerationSettings trained(GenerationSettings settings) {
        return settings.with(settings.network().with(training.apply(settings.network().training())));
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

    /** The hash of a checkpoint's file, or of a merge's values; without that of another autoencoder. */
    String identity() {
        return live != null ? live.hash() : Objects.requireNonNull(hash).sha256();
    }

    /** Hash and name, by their keys in infotexts. A merge has the hash of its values, as there is no file. */
    SequencedMap<String, String> names() {
        SequencedMap<String, String> names = new LinkedHashMap<>();
        names.put("Model hash", hash != null ? hash.shortHash() : identity().substring(0, 10));
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
        weights.close();
        closing.run();
    }
}
