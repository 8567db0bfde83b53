package dev.cupel.optimizer.dialogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.optimizer.experiment.SearchSpace;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.ChoiceAxis;
import dev.cupel.optimizer.space.Condition;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.space.RealAxis;
import dev.cupel.optimizer.space.WholeAxis;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values of axes as the settings of the other program: JSON by name, with those that are fixed, and with each name of a group.
 *
 * @param searched what is searched
 */
record Settings(SearchSpace searched) {
    /** Of a value that was written and that of its place, in parts of the range. */
    private static final double ROUNDING = 1e-6;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?");

    /** The settings of a point's values. */
    ObjectNode json(Map<String, Double> values) {
        ObjectNode json = Message.JSON.createObjectNode();
        for (Axis axis : searched.space().axes()) {
            Double value = values.get(axis.name());
            if (value != null) {
                names(axis).forEach(name -> put(json, name, axis, value));
            }
        }
        searched.fixed().forEach((name, value) -> json.set(name, scalar(name, value)));
        return json;
    }

    private List<String> names(Axis axis) {
        return searched.groups().getOrDefault(axis.name(), List.of(axis.name()));
    }

    private void put(ObjectNode json, String name, Axis axis, double value) {
        switch (axis) {
            case RealAxis _ -> json.put(name, value);
            case WholeAxis _ -> json.put(name, (long) value);
            case ChoiceAxis choice -> json.set(name, scalar(axis.name(), choice.option(value)));
        }
    }

    /** What the space file has at a setting, with the type that it has there. */
    private JsonNode scalar(String name, String text) {
        JsonNodeFactory nodes = Message.JSON.getNodeFactory();
        if (searched.quoted().getOrDefault(name, Set.of()).contains(text)) {
            return nodes.textNode(text);
        }
        return text.equals("true") || text.equals("false") ? nodes.booleanNode(text.equals("true")) : number(text);
    }

    /** A number where the text is one in JSON, so that 3d, NaN and 007 stay texts; the digits of a whole one are kept. */
    private static JsonNode number(String text) {
        JsonNodeFactory nodes = Message.JSON.getNodeFactory();
        double number = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        if (!Double.isFinite(number)) {
            return nodes.textNode(text);
        }
        if (text.matches("-?[0-9]+")) {
            return nodes.numberNode(new BigInteger(text));
        }
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? nodes.numberNode((long) number)
                : nodes.numberNode(number);
    }

    /** Whether a setting has the value at which it is fixed; 7, 7.0 and 70e-1 are the same. */
    private static boolean same(String fixed, JsonNode value) {
        if (!value.isNumber()) {
            return fixed.equals(value.asText());
        }
        try {
            // not as number(): 3d, NaN and 007 were once kept as numbers
            return Double.parseDouble(fixed) == value.doubleValue();
        } catch (NumberFormatException e) {
            return fixed.equals(value.asText());
        }
    }

    /**
     * A point, and its values as they were written.
     *
     * @param point in the unit cube, shape (D)
     * @param values by the names of the axes that count there
     */
    record Written(double[] point, Map<String, Double> values) {}

    /**
     * What some settings are.
     *
     * @throws DialogueException if it is no point of the space
     */
    Written written(JsonNode json) {
        if (!json.isObject()) {
            throw new DialogueException("""
                    values: they must be an object by the names of the settings, but are %s
                    Maybe write {"x":0.3}.""".formatted(json));
        }
        try {
            Map<String, Double> values = values(json);
            double[] point = searched.space().point(values);
            if (!searched.space().feasible(point)) {
                throw new DialogueException("""
                        values: they must satisfy the constraints of the space file, but %s do not.
                        Maybe a sum is rounded: give more digits.""".formatted(json));
            }
            return new Written(point, values);
        } catch (InvalidSpaceException e) {
            throw new DialogueException(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, Double> values(JsonNode json) {
        Map<String, Double> values = new LinkedHashMap<>();
        Set<String> known = new HashSet<>(searched.fixed().keySet());
        for (Axis axis : searched.space().axes()) {
            for (String name : names(axis)) {
                known.add(name);
                JsonNode value = json.path(name);
                if (!value.isMissingNode() && differs(values.put(axis.name(), value(axis, value)), axis, value)) {
                    throw new DialogueException("""
                            %s: all settings of a group must have the same value, but it differs.
                            Maybe take it out of the group.""".formatted(name));
                }
            }
        }
        json.fieldNames().forEachRemaining(name -> check(name, json.get(name), known));
        return values;
    }

    private boolean differs(Double before, Axis axis, JsonNode value) {
        return before != null && before != value(axis, value);
    }

    private void check(String name, JsonNode value, Set<String> known) {
        if (!known.contains(name)) {
            throw new DialogueException("""
                    %s: there is no such setting; there are %s.
                    Maybe it is misspelt, or not in the space file.""".formatted(name,
                    known.stream().sorted().toList()));
        }
        String fixed = searched.fixed().get(name);
        if (fixed != null && !same(fixed, value)) {
            throw new DialogueException("""
                    %s: it is fixed at %s, but is %s.
                    Maybe give it a range in the space file.""".formatted(name, fixed, value));
        }
    }

    private double value(Axis axis, JsonNode value) {
        if (axis instanceof ChoiceAxis choice) {
            return choice.value(option(choice, value));
        }
        if (!value.isNumber()) {
            throw new DialogueException("""
                    %s: it must be a number, but is %s.
                    Maybe write it without quotes.""".formatted(axis.name(), value));
        }
        return value.doubleValue();
    }

    /** The option that a setting is by its value, or else by its text: numbers were once asked as texts. */
    private String option(ChoiceAxis choice, JsonNode value) {
        return choice.options().stream().filter(option -> equal(scalar(choice.name(), option), value)).findFirst()
                .orElse(value.isValueNode() ? value.asText() : value.toString());
    }

    /** Whether two settings are the same; 2 and 2.0 are. */
    private static boolean equal(JsonNode one, JsonNode other) {
        if (!one.isNumber() || !other.isNumber()) {
            return one.equals(other);
        }
        return one.isIntegralNumber() && other.isIntegralNumber()
                ? one.bigIntegerValue().equals(other.bigIntegerValue())
                : one.doubleValue() == other.doubleValue();
    }

    /** What settings of another time are, with the defaults of axes that they lack; empty if it is outside this space. */
    Optional<Written> earlier(JsonNode json) {
        ObjectNode complete = json.deepCopy();
        try {
            searched.space().axes().forEach(axis -> complete(complete, axis));
            Written written = written(complete);
            return hasAll(written.values(), complete) ? Optional.of(written) : Optional.empty();
        } catch (DialogueException | InvalidSpaceException e) {
            return Optional.empty();
        }
    }

    /** Whether a setting is there for every axis that counts, each name of its group and everything fixed. */
    private boolean hasAll(Map<String, Double> values, JsonNode json) {
        return names(json(values)).equals(names(json));
    }

    private static Set<String> names(JsonNode json) {
        Set<String> names = new HashSet<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /**
     * Whether a point of this space was asked with these settings: they have the names and the fixed values of today, and the
     * values of the point up to a rounding.
     *
     * @param point in the unit cube, shape (D)
     */
    boolean areOf(double[] point, JsonNode json) {
        Map<String, Double> values = searched.space().values(point);
        return hasAll(values, json)
                && searched.fixed().entrySet().stream()
                        .allMatch(entry -> same(entry.getValue(), json.get(entry.getKey())))
                && searched.space().axes().stream().filter(axis -> values.containsKey(axis.name()))
                        .allMatch(axis -> names(axis).stream()
                                .allMatch(name -> near(axis, values.get(axis.name()), json.get(name))));
    }

    private boolean near(Axis axis, double value, JsonNode written) {
        try {
            return Math.abs(axis.unit(value(axis, written)) - axis.unit(value)) < ROUNDING;
        } catch (DialogueException | InvalidSpaceException e) {
            return false;
        }
    }

    /** Adds the default of an axis where it counts; the axes that decide that are before it. */
    private void complete(ObjectNode json, Axis axis) {
        Double value = searched.defaults().get(axis.name());
        if (value != null && counts(axis, json)) {
            names(axis).stream().filter(name -> !json.has(name)).forEach(name -> put(json, name, axis, value));
        }
    }

    private boolean counts(Axis axis, JsonNode json) {
        return searched.space().conditions().stream().filter(condition -> condition.axis().equals(axis.name()))
                .allMatch(condition -> holds(condition, json));
    }

    private boolean holds(Condition condition, JsonNode json) {
        Axis parent = searched.space().axis(condition.parent()).orElseThrow();
        return names(parent).stream().filter(json::has).findFirst()
                .filter(name -> condition.values().contains(value(parent, json.get(name)))).isPresent();
    }
}
