package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.drawing.NetworkSettings.Guidance;
import dev.cupel.evaluator.drawing.NetworkSettings.Predicted;
import dev.cupel.evaluator.drawing.NetworkSettings.TokenMerging;
import dev.cupel.evaluator.drawing.NetworkSettings.Training;
import dev.cupel.evaluator.drawing.NetworkSettings.VaeTiles;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.evaluator.sampling.NoiseSchedule.Variant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** How networks are asked, as an infotext says it, both ways. */
final class InfotextNetwork {

    private static final String MERGING = "Token merging ratio";
    private static final String HIRES_MERGING = "Token merging ratio hr";
    private static final String TILING = "Tiling";
    private static final String SKIP_BELOW = "NGMS";
    /** Of an extension of the web UI; written so, read without the letter too. */
    private static final String RESCALE = "CFG Rescale φ";
    private static final String PLAIN_RESCALE = "CFG Rescale";
    private static final String HALVED = "Downcast alphas_cumprod";
    private static final String SCHEDULE = "Noise Schedule";
    private static final String ZERO_TERMINAL = "Zero Terminal SNR";
    /** Of our own. */
    private static final String PREDICTION = "Prediction";
    /** Of our own. */
    private static final String VAE_TILES = "VAE tiles";

    /** Keys that are followed. */
    static final Set<String> KEYS = Set.of(MERGING, HIRES_MERGING, TILING, SKIP_BELOW, RESCALE, PLAIN_RESCALE, HALVED,
            SCHEDULE, PREDICTION, VAE_TILES);

    private InfotextNetwork() {}

    /** What an infotext says. */
    static NetworkSettings read(Infotext text) {
        Optional<Double> rescale = number(text, RESCALE).or(() -> number(text, PLAIN_RESCALE));
        return new NetworkSettings(new Training(predicted(text), levels(text)),
                new Guidance(rescale.orElse(0.0), number(text, SKIP_BELOW).orElse(0.0)),
                new TokenMerging(number(text, MERGING).orElse(0.0), number(text, HIRES_MERGING).orElse(0.0)),
                flag(text, TILING).orElse(false), vaeTiles(text));
    }

    private static Optional<Double> number(Infotext text, String key) {
        return text.number(key, Double::valueOf);
    }

    private static Optional<Boolean> flag(Infotext text, String key) {
        return text.value(key).map("true"::equalsIgnoreCase);
    }

    /** Up to 1.6 the web UI's networks were in half precision, and their noise levels with them; it did not say so then. */
    private static Variant levels(Infotext text) {
        if (text.value(SCHEDULE).filter(ZERO_TERMINAL::equalsIgnoreCase).isPresent()) {
            return Variant.ZERO_TERMINAL;
        }
        boolean halved = flag(text, HALVED)
                .orElseGet(() -> text.value("Version").filter(WebUiVersion::halvesNoiseLevels).isPresent());
        return halved ? Variant.HALVED : Variant.PUBLISHED;
    }

    private static Predicted predicted(Infotext text) {
        String name = text.value(PREDICTION).orElse("epsilon");
        return switch (name) {
            case "epsilon" -> Predicted.NOISE;
            case "v" -> Predicted.VELOCITY;
            default -> throw unknown("prediction", name, List.of("epsilon", "v"));
        };
    }

    private static VaeTiles vaeTiles(Infotext text) {
        String name = text.value(VAE_TILES).orElse("large");
        return switch (name) {
            case "large" -> VaeTiles.LARGE;
            case "always" -> VaeTiles.ALWAYS;
            case "never" -> VaeTiles.NEVER;
            default -> throw unknown("vae tiles", name, List.of("large", "always", "never"));
        };
    }

    private static EvaluationException unknown(String what, String name, List<String> known) {
        return new EvaluationException("%s: must be one of %s, but is %s.\nChoose one of them.".formatted(what,
                String.join(", ", known), name));
    }

    /** Token merging: in the web UI's order it comes before random numbers. */
    static SequencedMap<String, String> mergingPairs(GenerationSettings settings) {
        SequencedMap<String, String> pairs = new LinkedHashMap<>();
        TokenMerging merging = settings.network().merging();
        if (merging.ratio() > 0) {
            pairs.put(MERGING, InfotextSettings.number(merging.ratio()));
        }
        if (settings.workflow() instanceof Workflow.Hires && merging.second() > 0) {
            pairs.put(HIRES_MERGING, InfotextSettings.number(merging.second()));
        }
        return pairs;
    }

    /** Everything else that is not as usual. */
    static SequencedMap<String, String> pairs(NetworkSettings settings) {
        SequencedMap<String, String> pairs = new LinkedHashMap<>();
        if (settings.guidance().skipBelow() > 0) {
            pairs.put(SKIP_BELOW, InfotextSettings.number(settings.guidance().skipBelow()));
        }
        if (settings.tiling()) {
            pairs.put(TILING, "True");
        }
        if (settings.guidance().rescale() > 0) {
            pairs.put(RESCALE, InfotextSettings.number(settings.guidance().rescale()));
        }
        switch (settings.training().levels()) {
            case PUBLISHED -> {}
            case HALVED -> pairs.put(HALVED, "True");
            case ZERO_TERMINAL -> pairs.put(SCHEDULE, ZERO_TERMINAL);
        }
        if (settings.training().predicted() == Predicted.VELOCITY) {
            pairs.put(PREDICTION, "v");
        }
        switch (settings.vaeTiles()) {
            case LARGE -> {}
            case ALWAYS -> pairs.put(VAE_TILES, "always");
            case NEVER -> pairs.put(VAE_TILES, "never");
        }
        return pairs;
    }
}
