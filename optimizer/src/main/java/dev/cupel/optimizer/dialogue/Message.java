package dev.cupel.optimizer.dialogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
            Outcome outcome = outcome(node.get("tell"));
            return node.has("values") ? new Add(node.get("values"), outcome) : new Tell(id(node), outcome);
        }
        if (node.has("enqueue")) {
            return new Enqueue(node.get("enqueue"));
        }
        if (node.has("ask")) {
            return new Ask(count(node.get("ask")));
        }
        if (node.path("best").asBoolean()) {
            return new Best();
        }
        throw new DialogueException("""
                a line must have one of tell, ask, best, enqueue, but it is %s
                Maybe write {"id":0,"tell":1.25}.""".formatted(shortened(line)));
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
        int count = ask.isBoolean() ? ask.asBoolean() ? 1 : 0 : ask.asInt(0);
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
     * beside the value, or beside the list as "values": {"value":v,"limits":{"broken":0.2}}.
     */
    static Outcome outcome(JsonNode node) {
        if (node.isTextual() && node.textValue().equals("failed")) {
            return Outcome.failed();
        }
        List<Double> values = new ArrayList<>();
        List<Double> variances = new ArrayList<>();
        JsonNode list = node.path("values").isArray() ? node.get("values") : node;
        for (JsonNode one : list.isArray() ? list : List.of(list)) {
            JsonNode value = one.isObject() ? one.path("value") : one;
            JsonNode variance = one.path("variance");
            if (!value.isNumber() || !(variance.isNumber() || variance.isMissingNode())) {
                throw unclear(node);
            }
            values.add(value.doubleValue());
            variances.add(variance.asDouble(0));
        }
        return new Outcome.Measured(values, variances, limits(node));
    }

    private static Map<String, Double> limits(JsonNode node) {
        Map<String, Double> limits = new LinkedHashMap<>();
        JsonNode told = node.path("limits");
        if (!told.isObject() && !told.isMissingNode()) {
            throw unclear(node);
        }
        told.properties().forEach(entry -> {
            if (!entry.getValue().isNumber()) {
                throw unclear(node);
            }
            limits.put(entry.getKey(), entry.getValue().doubleValue());
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
