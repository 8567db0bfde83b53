package dev.cupel.optimizer.grid;

import dev.cupel.evaluator.drawing.InfotextSettings;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.spelling.Spelling;
import dev.cupel.merger.weight.Place;
import dev.cupel.merger.weight.Weighting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What an axis changes. */
sealed interface Subject {

    /** A setting, by its key in infotexts. */
    record Setting(String key) implements Subject {}

    /** A text in the prompts, which is replaced. */
    record Replacement(String searched) implements Subject {}

    /** The whole prompt. */
    record Prompt() implements Subject {}

    /** The whole negative prompt. */
    record NegativePrompt() implements Subject {}

    /** The model: a checkpoint or a recipe. */
    record Model() implements Subject {}

    /** Alpha of a merge. */
    record Alpha() implements Subject {}

    /** Beta of a merge. */
    record Beta() implements Subject {}

    /** All weights of a merge's alpha: a preset, or 26 numbers. */
    record Weights() implements Subject {}

    /** The weight of a place of a merge: a block, a range of blocks, a part. */
    record Weight(String place) implements Subject {}

    /** The axis of prompts whose first value is searched for. */
    String REPLACEMENT = "Prompt S/R";

    /** Short names of keys. */
    Map<String, String> SHORT = Map.of("cfg", "CFG scale", "schedule", "Schedule type", "denoising",
            "Denoising strength", "upscaler", "Hires upscaler");

    /** Keys whose values are whole numbers. */
    Set<String> WHOLE = Set.of("Steps", "Seed", "Clip skip", "ENSD", "Variation seed", "Hires steps");

    /** The names of subjects, as they are shown; blocks and parts come besides. */
    static Map<String, Subject> named() {
        Map<String, Subject> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        InfotextSettings.keys().forEach(key -> named.put(key, new Setting(key)));
        named.put("Seed", new Setting("Seed"));
        named.put("Prompt", new Prompt());
        named.put("Negative prompt", new NegativePrompt());
        named.put("Model", new Model());
        named.put("Alpha", new Alpha());
        named.put("Beta", new Beta());
        named.put("Weights", new Weights());
        return named;
    }

    /**
     * The subject of a name.
     *
     * @param first the axis' first value
     * @throws GridException if there is none, with the nearest
     */
    static Subject of(String name, String first) {
        if (name.equalsIgnoreCase(REPLACEMENT) || name.equalsIgnoreCase("S/R")) {
            return new Replacement(first);
        }
        Map<String, Subject> named = named();
        Subject known = named.get(SHORT.getOrDefault(name.toLowerCase(Locale.ROOT), name));
        if (known != null) {
            return known;
        }
        try {
            return new Weight(Place.parse(name).text());
        } catch (IllegalArgumentException e) {
            List<String> names = new ArrayList<>(named.keySet());
            names.add(REPLACEMENT);
            throw new GridException("there is no axis '%s'.\n%s".formatted(name, Spelling.nearest(name, names)
                    .map(near -> "Maybe " + near + " is meant.")
                    .orElse("Choose one of %s, or a place such as IN04, OUT09..OUT11 or CLIP."
                            .formatted(String.join(", ", names)))),
                    e);
        }
    }

    /** Whether values may be ranges of numbers, and whether these are whole. */
    default boolean whole() {
        return this instanceof Setting(String key) && WHOLE.contains(key);
    }

    /** Whether values are numbers, or may be. */
    default boolean numeric() {
        return switch (this) {
            case Setting _,Alpha _,Beta _,Weight _ -> true;
            case Replacement _,Prompt _,NegativePrompt _,Model _,Weights _ -> false;
        };
    }

    /**
     * A sketch with a value.
     *
     * @throws GridException if a text to replace is not there
     */
    default Sketch applied(Sketch sketch, String value) {
        return switch (this) {
            case Setting(String key) -> sketch.with(key, value);
            case Replacement(String searched) -> replaced(sketch, searched, value);
            case Prompt _ -> sketch.withPrompts(value, sketch.text().negativePrompt());
            case NegativePrompt _ -> sketch.withPrompts(sketch.text().prompt(), value);
            case Model _ -> sketch.withModel(Path.of(value));
            case Alpha _ -> change(sketch, "alpha", value, old -> new Coefficients(
                    new Strength(number(value), old.alpha().weights()), old.beta()));
            case Beta _ -> change(sketch, "beta", value, old -> new Coefficients(old.alpha(),
                    new Strength(number(value), old.beta().weights())));
            case Weights _ -> change(sketch, "weights", value, old -> new Coefficients(
                    new Strength(old.alpha().value(), Weighting.parse(value)), old.beta()));
            case Weight(String place) -> change(sketch, place, value, old -> new Coefficients(
                    new Strength(old.alpha().value(), weighted(old.alpha().weights(), place, value)), old.beta()));
        };
    }

    private static Sketch change(Sketch sketch, String what, String value, UnaryOperator<Coefficients> apply) {
        return sketch.with(new Sketch.Change(what + "=" + value, apply));
    }

    private static double number(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "must be numbers, but one is '%s'.\nWrite them as in 0, 0.5, 1 or 0-1[5].".formatted(value), e);
        }
    }

    private static Weighting weighted(Weighting weights, String place, String value) {
        String[] pieces = weights.text().split(";", 2);
        return Weighting.parse(pieces[0] + "," + place + "=" + value + (pieces.length > 1 ? ";" + pieces[1] : ""));
    }

    private static Sketch replaced(Sketch sketch, String searched, String value) {
        String prompt = sketch.text().prompt();
        String negative = sketch.text().negativePrompt();
        if (!prompt.contains(searched) && !negative.contains(searched)) {
            throw new GridException("""
                    %s: the first value must be in the prompt, but '%s' is not.
                    Maybe it is spelt otherwise there.""".formatted(REPLACEMENT, searched));
        }
        return sketch.withPrompts(prompt.replace(searched, value), negative.replace(searched, value));
    }
}
