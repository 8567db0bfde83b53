package dev.cupel.optimizer.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the networks are asked: options of {@code cupel generate} that are keys of infotexts. */
final class NetworkOptions {

    @Option(names = "--token-merging", paramLabel = "X", description = "share of the U-Net's tokens to take for others: faster, less exact; 0 to 0.9 (default: 0)")
    private @Nullable Double merging;

    @Option(names = "--token-merging-hires", paramLabel = "X", description = "the same in the second pass (default: as in the first)")
    private @Nullable Double hiresMerging;

    @Option(names = "--tiling", description = "draw a picture that can be laid side by side without a seam")
    private boolean tiling;

    @Option(names = "--cfg-rescale", paramLabel = "X", description = "bring the deviation of guided predictions back by this share, 0 to 1; for models that predict v (default: 0)")
    private @Nullable Double rescale;

    @Option(names = "--ngms", paramLabel = "X", description = "negative guidance minimum sigma: noise level below which every second step leaves the negative prompt out (default: 0)")
    private @Nullable Double skipBelow;

    @Option(names = "--prediction", paramLabel = "epsilon|v", description = "what the model was trained to tell (default: what its file says, else epsilon)")
    private @Nullable String prediction;

    @Option(names = "--zero-terminal-snr", description = "noise levels up to no signal at all, for models trained so (default: what the file says)")
    private boolean zeroTerminal;

    @Option(names = "--downcast-alphas", description = "noise levels in half precision, as the web UI had them before 1.7 (default: what the infotext says)")
    private boolean halved;

    @Option(names = "--vae-tiles", paramLabel = "NAME", description = "when the autoencoder sees the picture in tiles, which takes less memory: large (above 1536x1536, the default), always or never")
    private @Nullable String vaeTiles;

    /** Puts what the options say in the place of what an infotext says. */
    void overlay(Map<String, String> pairs) {
        if (zeroTerminal && halved) {
            throw new UsageException(
                    "--zero-terminal-snr and --downcast-alphas exclude each other.\nGive one of them.");
        }
        SamplingOptions.put(pairs, "Token merging ratio", merging);
        SamplingOptions.put(pairs, "Token merging ratio hr", hiresMerging);
        SamplingOptions.put(pairs, "Tiling", tiling ? "True" : null);
        SamplingOptions.put(pairs, "CFG Rescale φ", rescale);
        SamplingOptions.put(pairs, "NGMS", skipBelow);
        SamplingOptions.put(pairs, "Prediction", prediction);
        SamplingOptions.put(pairs, "Noise Schedule", zeroTerminal ? "Zero Terminal SNR" : null);
        SamplingOptions.put(pairs, "Downcast alphas_cumprod", halved ? "True" : null);
        SamplingOptions.put(pairs, "VAE tiles", vaeTiles);
    }
}
