package dev.cupel.optimizer.dialogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cupel.merger.spelling.Spelling;
import dev.cupel.optimizer.search.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the other program says in one line. */
sealed interface Message {
    /** Strict where a line would lose something in silence; NaN is read, so that it can be answered. */
    ObjectMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    /** How many may be asked for in one line. */
    int MOST_ASKED = 1000;

    /** {@code {"id":0,"tell":1.25}}: what became of something that was asked. */
    record Tell(int id, Outcome outcome) implements Message {}

    /** {@code {"values":{"x":0.3},"tell":1.25}}: something that was evaluated without being asked. */
    record Add(JsonNode values, Outcome outcome) implements Message {}

    /** {@code {"enqueue":{"x":0.3}}}: something to be asked now. */
    record Enqueue(JsonNode values) implements Message {}

    /** {@code {"ask":true}}, {@code {"ask":3}}: one more, three more. */
    record Ask(int count) implements Message {}

    /** {@code {"best":true}}: what is the best? */
    record Best() implements Message {}

    /**
     * Reads a line.
     *
     * @throws DialogueException if it is none of these
     */
    static Message parse(String line) {
        JsonNode node = tree(line);
        if (node.has("tell")) {
            only(node, "a line with tell", node.has("values") ? "values" : "id", "tell");
            Outcome outcome = outcome(node.get("tell"));
            return node.has("values") ? new Add(node.get("values"), outcome) : new Tell(id(node), outcome);
        }
        if (node.has("enqueue")) {
            only(node, "a line with enqueue", "enqueue");
            return new Enqueue(node.get("enqueue"));
        }
        if (node.has("ask")) {
            only(node, "a line with ask", "ask");
            return new Ask(count(node.get("ask")));
        }
        if (node.has("best")) {
            only(node, "a line with best", "best");
            return best(node.get("best"));
        }
        throw new DialogueException("""
                a line must have one of tell, ask, best, enqueue, but it is %s
                Maybe write {"id":0,"tell":1.25}.""".formatted(shortened(line)));
    }

    /** Refuses keys besides these: what they say would be lost. */
    private static void only(JsonNode node, String where, String... keys) {
        List<String> known = List.of(keys);
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw new DialogueException("""
                        %s: it must have no keys but %s, but it has '%s'.
                        %s""".formatted(where, String.join(", ", known), shortened(key), hint(key, known)));
            }
        });
    }

    private static String hint(String key, List<String> known) {
        return Spelling.nearest(key, known).map(near -> "Maybe " + near + " is meant.")
                .orElse(switch (key) {
                    case "value", "variance", "limits" ->
                        "Maybe write it beside the value of one tell: \"tell\":{\"value\":1,\"variance\":4,\"limits\":{\"broken\":0}}.";
                    case "id" -> "Maybe leave it out: an evaluation of your own gets a number of its own.";
                    default -> "Maybe leave it out, or give it a line of its own.";
                });
    }

    private static Best best(JsonNode best) {
        if (best.isBoolean() && best.booleanValue()) {
            return new Best();
        }
        throw new DialogueException("""
                best: it must be true, but it is %s.
                Maybe write {"best":true}.""".formatted(shortened(best.toString())));
    }

    private static JsonNode tree(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            // the answer is the same as for a number or a list
        }
        throw new DialogueException("""
                a line must be one JSON object with no key twice, but it is %s
                Maybe write {"id":0,"tell":1.25}, and print nothing else to this pipe.""".formatted(shortened(line)));
    }

    private static int count(JsonNode ask) {
        int count = ask.isBoolean() ? ask.asBoolean() ? 1 : 0 : ask.isInt() ? ask.intValue() : 0;
        if (count < 1 || count > MOST_ASKED) {
            throw new DialogueException("""
                    ask: it must be true or how many, from 1 to %s, but it is %s.
                    Maybe write {"ask":true}.""".formatted(MOST_ASKED, shortened(ask.toString())));
        }
        return count;
    }

    private static int id(JsonNode node) {
        JsonNode id = node.path("id");
        if (!id.isInt()) {
            throw new DialogueException("""
                    tell: it must say of which ask it is, but its id is %s.
                    Maybe repeat the id of the ask: {"id":0,"tell":1.25}.""".formatted(
                    id.isMissingNode() ? "missing" : shortened(id.toString())));
        }
        return id.intValue();
    }

    /**
     * A number, {"value":v,"variance":s2}, a list of such for several objectives, or "failed". Measures that have limits stand
     * beside the value, or beside the list as "values": {"value":v,"limits":{"broken":0.2}}; they may have a variance, too.
     */
    static Outcome outcome(JsonNode node) {
        if (node.isTextual() && node.textValue().equals("failed")) {
            return Outcome.failed();
        }
        List<Double> values = new ArrayList<>();
        List<Double> variances = new ArrayList<>();
        JsonNode list = node;
        if (node.has("values")) {
            only(node, "tell", "values", "limits");
            list = node.get("values");
        }
        if (list != node && !list.isArray() || list.isArray() && list.isEmpty()) {
            throw unclear(node);
        }
        for (JsonNode one : list.isArray() ? list : List.of(list)) {
            only(one, one == node ? "tell" : "one of several objectives",
                    one == node ? new String[]{"value", "variance", "limits"} : new String[]{"value", "variance"});
            Outcome.Reading reading = reading(one, node);
            values.add(reading.value());
            variances.add(reading.variance());
        }
        return new Outcome.Measured(values, variances, limits(node));
    }

    /** A number, or one with its variance. */
    private static Outcome.Reading reading(JsonNode one, JsonNode tell) {
        JsonNode value = one.isObject() ? one.path("value") : one;
        JsonNode variance = one.path("variance");
        if (!value.isNumber() || !(variance.isNumber() || variance.isMissingNode())) {
            throw unclear(tell);
        }
        return new Outcome.Reading(value.doubleValue(), variance.asDouble(0));
    }

    private static Map<String, Outcome.Reading> limits(JsonNode node) {
        Map<String, Outcome.Reading> limits = new LinkedHashMap<>();
        JsonNode told = node.path("limits");
        if (!told.isObject() && !told.isMissingNode()) {
            throw unclear(node);
        }
        told.properties().forEach(entry -> {
            only(entry.getValue(), "a measure with a limit", "value", "variance");
            limits.put(entry.getKey(), reading(entry.getValue(), node));
        });
        return limits;
    }

    private static DialogueException unclear(JsonNode node) {
        return new DialogueException(
                """
                        tell: it must be a number, {"value":v,"variance":s2,"limits":{"name":m}}, a list of numbers, or "failed", but it is %s
                        Maybe tell "failed" of what could not be measured."""
                        .formatted(shortened(node.toString())));
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
