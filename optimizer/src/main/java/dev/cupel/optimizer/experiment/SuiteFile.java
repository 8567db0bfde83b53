package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.objective.LoraUse;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.Suite;
import dev.cupel.evaluator.objective.SuiteException;
import dev.cupel.evaluator.objective.SuitePrompt;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.merger.spelling.Spelling;
import dev.cupel.optimizer.experiment.Experiment.LoraFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Reads a suite file: prompts, groups of phrases that exclude one another, and what is asked of each prompt.
 *
 * <p>A prompt needs no more than its text. What it counts for follows from its phrases unless it says so. What is held out is a
 * list of its own, or else a share of the prompts. Seeds are counted up from 1, so that no two pictures share one. A prompt may be
 * that of a picture, with its seed and settings.
 */
final class SuiteFile {

    private final Section root;
    private final Problems problems;
    private final Map<String, LoraFile> loras;
    private final Path model;
    private final Optional<PromptReader> reader;
    private final int seedsPerPrompt;
    private final double heldOut;
    private final SequencedMap<String, List<String>> contrasts = new LinkedHashMap<>();
    private final SequencedSet<String> newConcepts = new LinkedHashSet<>();
    private List<String> faults = List.of();
    private List<String> unscored = List.of();
    private long nextSeed = 1;

    private SuiteFile(Section root, Problems problems, Map<String, LoraFile> loras, Path model,
            Optional<PromptReader> reader, int seedsPerPrompt, double heldOut) {
        this.model = model;
        this.reader = reader;
        this.root = root;
        this.problems = problems;
        this.loras = loras;
        this.seedsPerPrompt = seedsPerPrompt;
        this.heldOut = heldOut;
    }

    /**
     * The suite of a section that names its file; nothing if the file is not there or has problems.
     *
     * @param model  beside which the upscalers lie that pictures name
     * @param reader that knows which embeddings prompts may name
     */
    static Optional<Suite> read(Section root, Problems problems, Map<String, LoraFile> loras, Path model,
            Optional<PromptReader> reader, int seedsPerPrompt, double heldOut) {
        return new SuiteFile(root, problems, loras, model, reader, seedsPerPrompt, heldOut).suite();
    }

    private Optional<Suite> suite() {
        int before = problems.count();
        root.section("contrasts").ifPresent(section -> {
            section.keys().forEach(group -> contrasts.put(group, section.texts(group)));
            section.finish();
        });
        newConcepts.addAll(root.texts("new_concepts"));
        String style = root.text("style", "");
        faults = root.texts("faults");
        unscored = root.texts("unscored");
        String negative = root.text("negative", "");
        checkEmbeddings(root, "negative", negative);
        List<SuitePrompt> prompts = new ArrayList<>();
        List<Section> entries = root.sections("prompts", "text");
        boolean listed = root.has("held_out");
        for (int i = 0; i < entries.size(); i++) {
            Split split = !listed && isHeldOut(i) ? Split.HELD_OUT : Split.SEARCH;
            prompt(entries.get(i), "p%02d".formatted(i + 1), split, negative)
                    .ifPresent(prompts::add);
        }
        List<Section> heldOutEntries = root.sections("held_out", "text");
        for (int i = 0; i < heldOutEntries.size(); i++) {
            prompt(heldOutEntries.get(i), "h%02d".formatted(i + 1), Split.HELD_OUT, negative)
                    .ifPresent(prompts::add);
        }
        if (entries.isEmpty()) {
            root.problem("prompts", "there must be at least one prompt", "Add \"prompts: [{text: …}]\".");
        }
        root.finish();
        if (problems.count() > before) {
            return Optional.empty();
        }
        try {
            return Optional
                    .of(new Suite(prompts, contrasts, newConcepts, style, faults, unscored));
        } catch (SuiteException e) {
            root.problem(e);
            return Optional.empty();
        }
    }

    private Optional<SuitePrompt> prompt(Section entry, String usualId, Split split, String usualNegative) {
        Optional<SuitePicture> picture = SuitePicture.read(entry, model, loras.keySet());
        String text = picture.isPresent() && !entry.has("text")
                ? picture.get().prompt()
                : entry.need("text", "1girl, red hair");
        String id = entry.text("id", usualId);
        String negative = entry.text("negative", picture.map(SuitePicture::negativePrompt).orElse(usualNegative));
        checkEmbeddings(entry, entry.has("text") ? "text" : "picture", text);
        if (!negative.equals(usualNegative)) {
            checkEmbeddings(entry, entry.has("negative") ? "negative" : "picture", negative);
        }
        Optional<LoraUse> lora = lora(entry, text, picture.filter(one -> !entry.has("text") && !entry.has("lora")));
        Set<Objective> objectives = entry.has("objectives")
                ? objectives(entry)
                : Suite.shownBy(text, lora, contrasts, newConcepts, faults, unscored);
        List<Long> seeds = entry.has("seeds")
                ? entry.wholes("seeds")
                : picture.stream().flatMap(one -> one.seed().stream()).toList();
        if (seeds.isEmpty()) {
            seeds = LongStream.range(nextSeed, nextSeed + seedsPerPrompt).boxed().toList();
            nextSeed += seedsPerPrompt;
        }
        entry.finish();
        try {
            return Optional.of(new SuitePrompt(id, split, text, negative, seeds, objectives, lora,
                    picture.flatMap(SuitePicture::settings), picture.flatMap(SuitePicture::language)));
        } catch (SuiteException e) {
            entry.problem(e);
            return Optional.empty();
        }
    }

    /** Tells names that are meant for embeddings and are none. */
    private void checkEmbeddings(Section section, String key, String prompt) {
        reader.stream().flatMap(words -> words.missing(prompt).stream())
                .forEach(missing -> section.problem(key, missing.rule(), missing.advice()));
    }

    /** Spreads the held-out prompts evenly: number i is one where the running count of held-out ones steps up. */
    private boolean isHeldOut(int index) {
        return Math.floor((index + 1) * heldOut) > Math.floor(index * heldOut);
    }

    private Optional<LoraUse> lora(Section entry, String text, Optional<SuitePicture> picture) {
        Optional<String> name = entry.text("lora").or(() -> picture.flatMap(SuitePicture::lora));
        if (name.isEmpty()) {
            return Optional.empty();
        }
        LoraFile lora = loras.get(name.get());
        if (lora == null) {
            entry.problem("lora", "there is no LoRA " + name.get() + " in the experiment's list",
                    Spelling.nearest(name.get(), loras.keySet()).map(near -> "Maybe " + near + " is meant.")
                            .orElse("Add \"loras: [{file: …, name: " + name.get() + "}]\" to the experiment."));
            return Optional.empty();
        }
        String trigger = entry.text("trigger", lora.trigger());
        if (!text.contains(trigger)) {
            entry.problem("text", "a prompt with a LoRA must say its trigger " + trigger, "Add it to the text.");
            return Optional.empty();
        }
        return Optional.of(new LoraUse(name.get(), lora.file(), trigger,
                picture.flatMap(SuitePicture::loraWeight).orElse(lora.weight())));
    }

    private static Set<Objective> objectives(Section entry) {
        Set<Objective> objectives = EnumSet.noneOf(Objective.class);
        for (String key : entry.texts("objectives")) {
            Optional<Objective> objective = Objective.ofKey(key);
            objective.ifPresent(objectives::add);
            if (objective.isEmpty()) {
                List<String> known = Objective.weighed().stream().map(Objective::key).toList();
                entry.problem("objectives", "there is no objective " + key, Spelling.nearest(key, known)
                        .map(near -> "Maybe " + near + " is meant.")
                        .orElse("Known: " + String.join(", ", known) + "."));
            }
        }
        return objectives;
    }
}
