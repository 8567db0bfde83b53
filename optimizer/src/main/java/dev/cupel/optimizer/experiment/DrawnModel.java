package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.drawing.NetworkSettings.Training;
import dev.cupel.merger.checkpoint.Autoencoders;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.live.OverlaidWeights;
import dev.cupel.merger.live.Weights;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A model as it is drawn with: its own autoencoder may be left aside for that of another file. */
public final class DrawnModel implements AutoCloseable {

    private final Weights weights;
    private final Optional<LoadedWeights> vae;

    private DrawnModel(Weights weights, Optional<LoadedWeights> vae) {
        this.weights = weights;
        this.vae = vae;
    }

    /**
     * Opens the other autoencoder, if there is one.
     *
     * @param model stays the caller's to close
     * @param vae   a file of an autoencoder or a checkpoint
     */
    public static DrawnModel of(Weights model, Optional<Path> vae) {
        return vae.map(file -> {
            try (TensorFile opened = TensorFile.open(file)) {
                LoadedWeights other = LoadedWeights.of(Autoencoders.in(opened));
                return new DrawnModel(new OverlaidWeights(model, Checkpoint.VAE, other), Optional.of(other));
            }
        }).orElseGet(() -> new DrawnModel(model, Optional.empty()));
    }

    /**
     * What a U-Net was trained for: what was said, or else what the files of the models say that it was merged from.
     *
     * @throws EvaluationException if they say different things
     */
    public static Training training(Training said, Collection<Checkpoint> models) {
        Map<Training, Path> found = new LinkedHashMap<>();
        models.forEach(model -> found.putIfAbsent(said.or(model.prediction(), model.zeroTerminal()), model.path()));
        if (found.size() > 1) {
            throw new EvaluationException("""
                    models: all must predict the same, noise or velocity, at the same noise levels, but they differ: %s.
                    Maybe one is not the one that was meant; or say how the result is to be asked: prediction v."""
                    .formatted(found));
        }
        return found.keySet().stream().findFirst().orElse(said);
    }

    /** The weights to draw with. */
    public Weights weights() {
        return weights;
    }

    @Override
    public void close() {
        vae.ifPresent(LoadedWeights::close);
    }
}
