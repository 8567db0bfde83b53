package dev.cupel.evaluator.objective;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The captions that the scorer compares with a prompt's pictures.
 *
 * @param caption what the picture should show: the style and the prompt without syntax, trigger and quality words
 * @param composition for each phrase that both models know, the captions with the other phrases of its group
 * @param newConcepts the same for phrases that only the new base knows
 * @param faulty the caption with a fault added, one for each fault
 */
record Questions(String caption, List<List<String>> composition, List<List<String>> newConcepts, List<String> faulty) {

    private static final Pattern SYNTAX = Pattern
            .compile("<\\w+:[^>]*>|:[+-]?[\\d.]+(?=\\s*[)\\]])|[()\\[\\]{}]|\\bBREAK\\b");
    private static final Pattern SEPARATORS = Pattern.compile("\\s*,(?:\\s*,)*\\s*");

    static Questions of(SuitePrompt prompt, Map<String, List<String>> contrasts, Set<String> newConcepts,
            String style, List<String> faults, List<String> unscored) {
        List<String> hidden = new ArrayList<>(unscored);
        prompt.lora().ifPresent(lora -> hidden.add(lora.trigger()));
        String caption = SYNTAX.matcher(prompt.text()).replaceAll("");
        for (String phrase : hidden) {
            caption = exchanged(caption, phrase, "");
        }
        caption = tidy(style + ", " + caption);
        List<List<String>> known = new ArrayList<>();
        List<List<String>> fresh = new ArrayList<>();
        for (List<String> group : contrasts.values()) {
            for (String phrase : presentIn(caption, group)) {
                (newConcepts.contains(phrase) ? fresh : known).add(foils(caption, phrase, group));
            }
        }
        String scored = caption;
        List<String> faulty = faults.stream().map(fault -> scored + ", " + fault).toList();
        return new Questions(caption, known, fresh, faulty);
    }

    /** Every caption that needs an embedding. */
    Set<String> captions() {
        Set<String> captions = new LinkedHashSet<>();
        captions.add(caption);
        composition.forEach(captions::addAll);
        newConcepts.forEach(captions::addAll);
        captions.addAll(faulty);
        return captions;
    }

    /** Refuses a prompt that counts for an objective without a question for it. */
    void check(SuitePrompt prompt) {
        Set<Objective> objectives = prompt.objectives();
        if (objectives.contains(Objective.COMPOSITION) && composition.isEmpty()) {
            throw unanswerable(prompt, Objective.COMPOSITION, "a phrase of a contrast group");
        }
        if (objectives.contains(Objective.NEW_CONCEPTS) && newConcepts.isEmpty()) {
            throw unanswerable(prompt, Objective.NEW_CONCEPTS, "one of new_concepts");
        }
        if (objectives.contains(Objective.ANATOMY) && faulty.isEmpty()) {
            throw unanswerable(prompt, Objective.ANATOMY, "a suite with faults to compare with");
        }
    }

    private static SuiteException unanswerable(SuitePrompt prompt, Objective objective, String need) {
        return new SuiteException("""
                prompt %s: counting for %s needs %s, but "%s" has none.
                Maybe add one, or take %s from the prompt's objectives."""
                .formatted(prompt.id(), objective.key(), need, prompt.text(), objective.key()));
    }

    /** The phrases of a group that a caption has; of two that overlap ("hat", "red hat") the longer one. */
    private static List<String> presentIn(String caption, List<String> group) {
        List<String> found = group.stream()
                .filter(phrase -> !phrase.isEmpty() && finder(phrase).matcher(caption).find()).toList();
        return found.stream()
                .filter(phrase -> found.stream()
                        .noneMatch(other -> !other.equals(phrase) && finder(phrase).matcher(other).find()))
                .toList();
    }

    private static List<String> foils(String caption, String phrase, List<String> group) {
        return group.stream()
                .filter(other -> other.isEmpty() || !finder(other).matcher(caption).find())
                .map(other -> tidy(exchanged(caption, phrase, other)))
                .toList();
    }

    private static String exchanged(String caption, String phrase, String other) {
        return finder(phrase).matcher(caption).replaceAll(Matcher.quoteReplacement(other));
    }

    private static Pattern finder(String phrase) {
        return Pattern.compile("(?<![\\w-])" + Pattern.quote(phrase) + "(?![\\w-])", Pattern.CASE_INSENSITIVE);
    }

    /** Without the empty places that removed phrases leave. */
    private static String tidy(String caption) {
        String joined = SEPARATORS.matcher(caption).replaceAll(", ").replaceAll("\\s+", " ").strip();
        return joined.replaceAll("^, |,$", "").strip();
    }
}
