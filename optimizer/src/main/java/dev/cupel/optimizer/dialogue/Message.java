package dev.cupel.optimizer.dialogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cupel.optimizer.search.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What the other program says in one line. */
sealed interface Message {
    ObjectMapper JSON = new ObjectMapper();

    /** {@code {"id":0,"tell":1.25}}: what became of something that was asked. */
    record Tell(int id, Outcome outcome) implements Message {}

    /** {@code {"values":{"x":0.3},"tell":1.25}}: something that was evaluated without being asked. */
    record Add(JsonNode values, Outcome outcome) implements Message {}

    /** {@code {"enqueue":{"x":0.3}}}: something to be asked now. */
    record Enqueue(JsonNode values) implements Message {}

    /** {@code {"ask":true}}: one more. */
    record Ask() implements Message {}

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
        if (node.path("ask").isBoolean()) {
            return new Ask();
        }
        if (node.path("best").isBoolean()) {
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
                a line must be a JSON object, but it is %s
                Maybe write {"id":0,"tell":1.25}, and print nothing else to this pipe.""".formatted(shortened(line)));
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

    /** A number, {"value":v,"variance":s2}, a list of such, or "failed". */
    static Outcome outcome(JsonNode node) {
        if (node.isTextual() && node.textValue().equals("failed")) {
            return Outcome.failed();
        }
        List<Double> values = new ArrayList<>();
        List<Double> variances = new ArrayList<>();
        for (JsonNode one : node.isArray() ? node : List.of(node)) {
            JsonNode value = one.isObject() ? one.path("value") : one;
            JsonNode variance = one.path("variance");
            if (!value.isNumber() || !(variance.isNumber() || variance.isMissingNode())) {
                throw new DialogueException("""
                        tell: it must be a number, {"value":v,"variance":s2}, a list of these, or "failed", but it is %s
                        Maybe tell "failed" of what could not be measured.""".formatted(shortened(node.toString())));
            }
            values.add(value.doubleValue());
            variances.add(variance.asDouble(0));
        }
        return new Outcome.Measured(values, variances);
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
