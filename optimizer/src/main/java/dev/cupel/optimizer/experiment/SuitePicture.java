package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.InfotextSettings;
import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PictureText;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.merger.lora.LoraStrength;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
     * @param loras names of the experiment's LoRAs, one of which the prompt may have
     */
    static Optional<SuitePicture> read(Section entry, Path model, Set<String> loras) {
        if (!entry.has(KEY)) {
            return Optional.empty();
        }
        Path file = entry.existing(KEY, "pictures/some.png");
        boolean own = entry.choice(SETTINGS, true, Map.of(KEY, true, "generation", false));
        try {
            Infotext text = PictureText.infotext(file);
            checkTags(entry, file, text, loras);
            Optional<GenerationSettings> settings = own
                    ? Optional.of(InfotextSettings.read(text,
                            name -> Optional.of(UpscalerFiles.required(name, Optional.empty(), model))))
                    : Optional.empty();
            settings.flatMap(drawn -> drawn.workflow().changes().prompt())
                    .ifPresent(hires -> checkHiresTags(entry, file, text, hires));
            return Optional.of(new SuitePicture(text, settings));
        } catch (EvaluationException e) {
            entry.problem(KEY, e);
            entry.allow(List.of("text"));
            return Optional.of(new SuitePicture(new Infotext("a picture", "", new LinkedHashMap<>()),
                    Optional.empty()));
        }
    }

    /** A suite draws one LoRA of the experiment with and without, at one weight: more a tag must not say. */
    private static void checkTags(Section entry, Path file, Infotext text, Set<String> loras) {
        List<ExtraNetworks.Tag> tags = ExtraNetworks.parse(text.prompt()).tags();
        if (entry.has("text") || tags.isEmpty() || tags.size() == 1 && weight(tags.getFirst()).isPresent()
                && loras.contains(tags.getFirst().name())) {
            return;
        }
        entry.problem(KEY,
                "the prompt of %s must have no tag but that of a LoRA of the experiment with one weight, but has %s"
                        .formatted(file.getFileName(), text(tags)),
                "List the LoRA below \"loras\" in the experiment, or write the prompt without tags as \"text: …\".");
    }

    /** A suite's LoRA is the same in both passes. */
    private static void checkHiresTags(Section entry, Path file, Infotext text, String hiresPrompt) {
        List<ExtraNetworks.Tag> tags = ExtraNetworks.parse(text.prompt()).tags();
        List<ExtraNetworks.Tag> hires = ExtraNetworks.parse(hiresPrompt).tags();
        if (!hires.equals(tags)) {
            entry.problem(KEY, "the hires prompt of %s must have the tags of its prompt, '%s', but has '%s'"
                    .formatted(file.getFileName(), text(tags), text(hires)),
                    "Write \"settings: generation\" beside it, so that the experiment's settings draw it.");
        }
    }

    private static String text(List<ExtraNetworks.Tag> tags) {
        return tags.stream().map(ExtraNetworks.Tag::text).collect(Collectors.joining(" "));
    }

    /** The weight of a LoRA's tag, if it is one for all of the LoRA and all steps. */
    private static Optional<Double> weight(ExtraNetworks.Tag tag) {
        try {
            LoraStrength strength = LoraStrength.parse(tag.details());
            return tag.isLora() && strength.equals(LoraStrength.of(strength.unet()))
                    ? Optional.of(strength.unet())
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the tag is told as it is written
        }
    }

    /** The prompt without its tag. */
    String prompt() {
        return ExtraNetworks.parse(text.prompt()).text();
    }

    /** The LoRA of the prompt's tag. */
    Optional<String> lora() {
        return ExtraNetworks.parse(text.prompt()).tags().stream().findFirst().map(ExtraNetworks.Tag::name);
    }

    /** Its weight. */
    Optional<Double> loraWeight() {
        return ExtraNetworks.parse(text.prompt()).tags().stream().findFirst().flatMap(SuitePicture::weight);
    }

    /** Whose prompt language it is in, if the picture's own settings are taken and it says so. */
    Optional<WebUiVersion> language() {
        return settings.flatMap(own -> text.language());
    }

    String negativePrompt() {
        return text.negativePrompt();
    }

    Optional<Long> seed() {
        return text.seed();
    }
}
