package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.drawing.NetworkSettings;
import dev.cupel.evaluator.drawing.NetworkSettings.Guidance;
import dev.cupel.evaluator.drawing.NetworkSettings.Predicted;
import dev.cupel.evaluator.drawing.NetworkSettings.TokenMerging;
import dev.cupel.evaluator.drawing.NetworkSettings.Training;
import dev.cupel.evaluator.drawing.NetworkSettings.VaeTiles;
import dev.cupel.evaluator.sampling.NoiseSchedule.Variant;
import java.util.Map;

/** Reads the part of the {@code generation} section that says how the networks are asked. */
final class NetworkSection {

    private static final Map<String, Predicted> PREDICTED = Map.of("epsilon", Predicted.NOISE, "v",
            Predicted.VELOCITY);
    private static final Map<String, Variant> LEVELS = Map.of("published", Variant.PUBLISHED, "downcast",
            Variant.HALVED, "zero_terminal_snr", Variant.ZERO_TERMINAL);
    private static final Map<String, VaeTiles> TILES = Map.of("large", VaeTiles.LARGE, "always", VaeTiles.ALWAYS,
            "never", VaeTiles.NEVER);

    private NetworkSection() {}

    static NetworkSettings read(Section section) {
        return new NetworkSettings(
                new Training(section.choice("prediction", Predicted.NOISE, PREDICTED),
                        section.choice("noise_levels", Variant.PUBLISHED, LEVELS)),
                new Guidance(section.number("cfg_rescale", 0, 0, 1), section.number("ngms", 0, 0, 15)),
                new TokenMerging(section.number("token_merging", 0, 0, 0.9),
                        section.number("token_merging_hires", 0, 0, 0.9)),
                section.flag("tiling", false), section.choice("vae_tiles", VaeTiles.LARGE, TILES));
    }
}
