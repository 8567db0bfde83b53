package dev.cupel.optimizer.grid;

import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.merger.plan.Coefficients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What a cell shows, before it is drawn.
 *
 * @param text    prompts, and settings by their keys
 * @param model   the checkpoint or recipe that draws
 * @param changes of the recipe's last merge, in order
 */
public record Sketch(Infotext text, Path model, List<Change> changes) {

    /**
     * Other numbers for a merge.
     *
     * @param text  how it is written: alpha=0.5
     * @param apply what it does
     */
    record Change(String text, UnaryOperator<Coefficients> apply) {}

    public Sketch {
        changes = List.copyOf(changes);
    }

    /** A cell in which nothing is changed. */
    public static Sketch of(Infotext text, Path model) {
        return new Sketch(text, model, List.of());
    }

    /**
     * The numbers of the merge.
     *
     * @param own those of the recipe
     * @throws IllegalArgumentException if a value is no number, or no weights
     */
    public Coefficients coefficients(Coefficients own) {
        Coefficients changed = own;
        for (Change change : changes) {
            changed = change.apply().apply(changed);
        }
        return changed;
    }

    /** How the merge is changed, in writing; empty if it is not. */
    public String merge() {
        return changes.stream().map(Change::text).collect(Collectors.joining(", "));
    }

    Sketch with(String key, String value) {
        SequencedMap<String, String> pairs = new LinkedHashMap<>(text.parameters());
        pairs.put(key, value);
        return with(new Infotext(text.prompt(), text.negativePrompt(), pairs));
    }

    Sketch withPrompts(String prompt, String negativePrompt) {
        return with(new Infotext(prompt, negativePrompt, text.parameters()));
    }

    private Sketch with(Infotext other) {
        return new Sketch(other, model, changes);
    }

    Sketch withModel(Path other) {
        return new Sketch(text, other, changes);
    }

    Sketch with(Change change) {
        List<Change> more = new ArrayList<>(changes);
        more.add(change);
        return new Sketch(text, model, more);
    }
}
