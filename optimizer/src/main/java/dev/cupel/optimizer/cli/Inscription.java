package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.InfotextSettings;
import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.WebUiVersion;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What is written into pictures: how each was made.
 *
 * <p>A picture that is drawn as an infotext says gets this infotext, in its order and spelling; its {@code Version} still says how to read it.
 * Only its model is that which drew. Else the text is Cupel's own, with the keys of the given one that nothing here follows.
 *
 * @param given    the infotext that was to be followed; empty if there was none
 * @param asked    the settings in it, with what options say otherwise
 * @param plain    the settings that those pairs say
 * @param language whose prompt language
 * @param model    hash and name of the model that drew, by their keys
 */
record Inscription(Infotext given, Infotext asked, GenerationSettings plain, WebUiVersion language,
        SequencedMap<String, String> model) {

    private static final String SEED = "Seed";
    private static final String VERSION = "Version";
    /** What drew. */
    static final String PROGRAM = "Cupel 0.1.0";
    /** The name of an autoencoder that is not the model's own. */
    static final String VAE = "VAE";
    /** The start of its file's hash. */
    static final String VAE_HASH = "VAE hash";
    private static final Set<String> FOLLOWED = Set.of(SEED, "Model", "Model hash", VAE, VAE_HASH, VERSION,
            Infotext.OLD_EDITING, NetworkHashes.LORAS, NetworkHashes.EMBEDDINGS);

    /** Whether a key of an infotext is followed; others are kept. */
    static boolean follows(String key) {
        return FOLLOWED.contains(key) || InfotextSettings.follows(key);
    }

    /**
     * The infotext of a picture.
     *
     * @param networks what else drew
     */
    Infotext of(PictureJob job, GenerationSettings settings, NetworkHashes networks) {
        return new Infotext(job.prompt(), job.negativePrompt(),
                asGiven(settings) ? given(job.seed()) : made(job.seed(), settings, networks));
    }

    /** Whether it is drawn by the given infotext alone. */
    private boolean asGiven(GenerationSettings settings) {
        SequencedMap<String, String> options = new LinkedHashMap<>(asked.parameters());
        options.put(SEED, given.parameters().getOrDefault(SEED, ""));
        return options.equals(given.parameters()) && settings.equals(plain);
    }

    private SequencedMap<String, String> given(long seed) {
        SequencedMap<String, String> pairs = new LinkedHashMap<>(given.parameters());
        if (given.seed().filter(written -> written == seed).isEmpty()) {
            pairs.put(SEED, String.valueOf(seed));
        }
        model.forEach(pairs::replace);
        return pairs;
    }

    private SequencedMap<String, String> made(long seed, GenerationSettings settings,
            NetworkHashes networks) {
        SequencedMap<String, String> pairs = InfotextSettings.pairs(settings, seed, model);
        if (language == WebUiVersion.V1_3) {
            pairs.put(Infotext.OLD_EDITING, "True");
        }
        pairs.putAll(networks.pairs());
        given.parameters().forEach((key, value) -> {
            if (!follows(key)) {
                pairs.put(key, value);
            }
        });
        pairs.put(VERSION, PROGRAM);
        return pairs;
    }
}
