package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.InfotextSettings;
import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PictureText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A picture whose infotext is a suite's prompt: {@code {picture: some.png}}.
 *
 * @param text     what is in it
 * @param settings how it was drawn; nothing if the experiment's settings are to be taken ({@code settings: generation})
 */
record SuitePicture(Infotext text, Optional<GenerationSettings> settings) {

    private static final String KEY = "picture";
    private static final String SETTINGS = "settings";

    /**
     * The picture of an entry, if it names one that can be read.
     *
     * @param model beside which upscalers are looked for
     */
    static Optional<SuitePicture> read(Section entry, Path model) {
        if (!entry.has(KEY)) {
            return Optional.empty();
        }
        Path file = entry.existing(KEY, "pictures/some.png");
        boolean own = entry.choice(SETTINGS, true, Map.of(KEY, true, "generation", false));
        try {
            Infotext text = PictureText.infotext(file);
            checkTags(entry, file, text);
            return Optional.of(new SuitePicture(text,
                    own
                            ? Optional.of(InfotextSettings.read(text,
                                    name -> Optional.of(UpscalerFiles.required(name, Optional.empty(), model))))
                            : Optional.empty()));
        } catch (EvaluationException e) {
            entry.problem(KEY, e);
            entry.allow(List.of("text"));
            return Optional.of(new SuitePicture(new Infotext("a picture", "", new LinkedHashMap<>()),
                    Optional.empty()));
        }
    }

    /** A suite draws each LoRA with and without, which a tag cannot say. */
    private static void checkTags(Section entry, Path file, Infotext text) {
        ExtraNetworks networks = ExtraNetworks.parse(text.prompt());
        if (!networks.tags().isEmpty() && !entry.has("text")) {
            ExtraNetworks.Tag tag = networks.tags().getFirst();
            entry.problem(KEY, "the prompt of a suite must have no tags, but that of %s has <%s:%s>".formatted(
                    file.getFileName(), tag.kind(), String.join(":", tag.arguments())),
                    "Write the prompt without them as \"text: …\", and \"lora: name\" for a LoRA of the experiment.");
        }
    }

    String prompt() {
        return text.prompt();
    }

    String negativePrompt() {
        return text.negativePrompt();
    }

    Optional<Long> seed() {
        return text.seed();
    }
}
