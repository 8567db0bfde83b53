package dev.cupel.evaluator.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What in a prompt does not mean what it seems to. */
public final class PromptRemarks {

    private static final Pattern WILDCARD = Pattern.compile("__[^_\\s](?:.*?[^_\\s])?__|\\{[^{}]*\\|[^{}]*\\}");
    private static final Pattern TAG_IN_EDITING = Pattern.compile(
            "\\[[^\\[\\]]*<\\w+:[^>]+>[^\\[\\]]*[:|][^\\[\\]]*]|\\[[^\\[\\]]*[:|][^\\[\\]]*<\\w+:[^>]+>[^\\[\\]]*]");
    private static final Pattern NO_WEIGHT = Pattern.compile("\\([^()\\[\\]:]*:([^()\\[\\]:]*)\\)");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)");

    private PromptRemarks() {}

    /**
     * Remarks on a positive prompt, each a sentence.
     *
     * @param prompt   as it was written
     * @param timeline of the first pass
     */
    public static List<String> of(String prompt, Timeline timeline) {
        List<String> remarks = new ArrayList<>();
        WebUiVersion version = timeline.version();
        String text = ExtraNetworks.parse(prompt).text();
        List<Conjunction.Part> parts = Conjunction.parse(text, version).parts();
        if (parts.size() == 1 && parts.getFirst().weight() != 1) {
            remarks.add("The number after the last colon is the weight %s of the whole prompt, not text."
                    .formatted(parts.getFirst().weight()));
        }
        for (Conjunction.Part part : parts) {
            editing(part.text(), timeline, remarks);
            emphasis(part.text(), version, remarks);
        }
        if (TAG_IN_EDITING.matcher(prompt).find()) {
            remarks.add(
                    """
                            A tag within [ ] counts from the first step to the last: tags are taken out before editing is read. \
                            Write <lora:name:1@0,0.3@0.5> for a strength that changes, or <lora:name:1:start=10>.""");
        }
        if (WILDCARD.matcher(text).find()) {
            remarks.add(
                    "{a|b} and __name__ are read as written; they are replaced only where wildcards are asked for.");
        }
        return remarks;
    }

    private static void editing(String text, Timeline timeline, List<String> remarks) {
        if (!text.contains("[") && !text.contains("\\") && !text.contains("|")) {
            return;
        }
        if (EditingGrammar.parse(text, timeline.version()).isEmpty()) {
            remarks.add("""
                    Prompt editing is off in '%s': a bar stands where no [a|b] is, or a backslash alone.""".formatted(
                    text.strip()));
            return;
        }
        List<PromptSchedule.Stage> stages = PromptSchedule.of(text, timeline).stages();
        if (stages.size() == 1 && !stages.getFirst().text().equals(text)) {
            remarks.add("Prompt editing in '%s' never changes within these %d steps.".formatted(text.strip(),
                    timeline.steps()));
        }
    }

    private static void emphasis(String text, WebUiVersion version, List<String> remarks) {
        for (EmphasisSegment segment : EmphasisSegment.parse(text, version)) {
            if (segment.weight() != 1 && !segment.isBreak() && segment.text().contains("BREAK")) {
                remarks.add("BREAK within weighted brackets is a word, and ends no chunk.");
            }
            if (segment.weight() == 0) {
                remarks.add("The weight of '%s' is 0: its encoding counts nothing.".formatted(segment.text().strip()));
            }
        }
        NO_WEIGHT.matcher(text).results().map(found -> found.group(1)).filter(weight -> !isWeight(weight, version))
                .forEach(weight -> remarks.add(
                        "':%s' is no weight but text: the weight of the brackets is 1.1.".formatted(weight)));
        String bare = text.replaceAll("\\\\.", "");
        long open = bare.chars().filter(c -> c == '(').count();
        long closed = bare.chars().filter(c -> c == ')').count();
        if (open > closed) {
            remarks.add("A round bracket is not closed: its weight reaches to the end.");
        } else if (closed > open) {
            remarks.add(
                    "A closing round bracket has no opening one: it is text. Write \\( and \\) for brackets that are.");
        }
    }

    private static boolean isWeight(String weight, WebUiVersion version) {
        return NUMBER.matcher(version == WebUiVersion.V1_3 ? weight : weight.strip()).matches();
    }
}
