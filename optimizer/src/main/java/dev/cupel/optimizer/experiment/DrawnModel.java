package dev.cupel.optimizer.experiment;

import dev.cupel.merger.checkpoint.Autoencoders;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.live.OverlaidWeights;
import dev.cupel.merger.live.Weights;
import java.nio.file.Path;
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

    /** The weights to draw with. */
    public Weights weights() {
        return weights;
    }

    @Override
    public void close() {
        vae.ifPresent(LoadedWeights::close);
    }
}
