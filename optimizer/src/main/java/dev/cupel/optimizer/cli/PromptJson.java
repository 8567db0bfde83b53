package dev.cupel.optimizer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.prompt.Conjunction;
import dev.cupel.evaluator.prompt.EmphasisSegment;
import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.evaluator.prompt.PromptSchedule;
import dev.cupel.evaluator.prompt.PromptSchedule.Stage;
import dev.cupel.evaluator.prompt.Timeline;
import dev.cupel.evaluator.prompt.WebUiVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * How a prompt is understood, for programs. Keys and shapes are those in which the web UI's own functions give their results;
 * all but {@code without_extra_networks} are of the text as it was given, with its tags.
 *
 * @param first the first pass
 * @param hires the second pass, if there is one
 */
record PromptJson(String prompt, Timeline first, Optional<Timeline> hires) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One object, on lines of its own. */
    String text() {
        WebUiVersion version = first.version();
        Conjunction conjunction = Conjunction.parse(prompt, version);
        List<String> texts = texts(conjunction);
        ObjectNode all = JSON.createObjectNode();
        all.put("prompt", prompt).put("webui_version", version.title());
        all.set("attention", attention(prompt));
        all.set("multicond", multicond(conjunction, texts));
        all.putObject("schedules").set(String.valueOf(first.steps()), schedule(prompt, first));
        hires.ifPresent(second -> all.set("schedule_hires_%d_%d".formatted(first.steps(), second.steps()),
                schedule(prompt, second)));
        if (!texts.equals(List.of(prompt))) {
            ObjectNode parts = all.putObject("part_schedules_" + first.steps());
            texts.forEach(text -> parts.set(text, schedule(text, first)));
        }
        ExtraNetworks networks = ExtraNetworks.parse(prompt);
        all.set("extra_networks", tags(networks));
        all.put("without_extra_networks", networks.text());
        return all.toPrettyString();
    }

    private ArrayNode attention(String text) {
        ArrayNode segments = JSON.createArrayNode();
        EmphasisSegment.parse(text, first.version())
                .forEach(segment -> segments.addArray().add(segment.text()).add(segment.weight()));
        return segments;
    }

    private static List<String> texts(Conjunction conjunction) {
        return new ArrayList<>(new LinkedHashSet<>(conjunction.parts().stream().map(Conjunction.Part::text).toList()));
    }

    private static ObjectNode multicond(Conjunction conjunction, List<String> texts) {
        ObjectNode multicond = JSON.createObjectNode();
        ArrayNode indices = multicond.putArray("index_weight");
        conjunction.parts().forEach(part -> indices.addArray().add(texts.indexOf(part.text())).add(part.weight()));
        ArrayNode array = multicond.putArray("texts");
        texts.forEach(array::add);
        return multicond;
    }

    /** The stages, or the reason why the web UI fails here. */
    private static JsonNode schedule(String text, Timeline timeline) {
        try {
            ArrayNode stages = JSON.createArrayNode();
            for (Stage stage : PromptSchedule.of(text, timeline).stages()) {
                stages.addArray().add(stage.lastStep()).add(stage.text());
            }
            return stages;
        } catch (EvaluationException e) {
            return JSON.createObjectNode().put("exception", e.getMessage());
        }
    }

    private static ObjectNode tags(ExtraNetworks networks) {
        ObjectNode byKind = JSON.createObjectNode();
        for (ExtraNetworks.Tag tag : networks.tags()) {
            ArrayNode arguments = byKind.withArray("/" + tag.kind()).addArray();
            tag.arguments().forEach(arguments::add);
        }
        return byKind;
    }
}
