package dev.cupel.merger.recipe;

import dev.cupel.merger.spelling.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of a recipe's text, read key by key. What is wrong goes to {@link Problems} with its line, and a stand-in is
 * returned, so that reading goes on; keys that nobody asked for are wrong too, as they would change the merge unnoticed.
 */
final class Mapping {

    private final Problems problems;
    private final String where;
    private final String path;
    private final int line;
    private final Map<String, Node> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    Mapping(Problems problems, String where, String path, Node node) {
        this.problems = problems;
        this.where = where;
        this.path = path;
        this.line = line(node);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::enter);
        } else {
            problem(line, "", "must be a mapping of keys to values, but is " + shown(node),
                    "Maybe braces are missing, or its keys are not indented.");
        }
    }

    private void enter(NodeTuple tuple) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        if (entries.put(key, tuple.getValueNode()) != null) {
            problem(line(tuple.getKeyNode()), key, "must be there once, but is there twice", "Maybe remove one.");
        }
    }

    private static int line(Node node) {
        return node.getStartMark().map(Yaml::line).orElse(0);
    }

    private static String shown(Node node) {
        return switch (node) {
            case ScalarNode scalar when scalar.isPlain() -> scalar.getValue();
            case ScalarNode scalar -> '"' + scalar.getValue() + '"';
            case MappingNode _ -> "a mapping";
            default -> "a list";
        };
    }

    Set<String> keys() {
        return entries.keySet();
    }

    boolean has(String key) {
        known.add(key);
        return entries.containsKey(key) && !entries.get(key).getTag().equals(Tag.NULL);
    }

    boolean isMapping(String key) {
        return entries.get(key) instanceof MappingNode;
    }

    /** Whether the value is a list. */
    boolean isList(String key) {
        return entries.get(key) instanceof SequenceNode;
    }

    private Optional<Node> value(String key) {
        return has(key) ? Optional.of(entries.get(key)) : Optional.empty();
    }

    /** The mapping below a key. */
    Optional<Mapping> mapping(String key) {
        return value(key).map(node -> new Mapping(problems, where, join(key), node));
    }

    /** A text; a number or switch is taken as it is written. */
    Optional<String> text(String key) {
        return value(key).flatMap(node -> {
            if (node instanceof ScalarNode scalar) {
                return Optional.of(scalar.getValue());
            }
            problem(line(node), key, "must be a text, but is " + shown(node), "Maybe a bracket is one too many.");
            return Optional.empty();
        });
    }

    Optional<Double> number(String key) {
        return value(key).flatMap(node -> {
            if (scalar(node) instanceof Double number) {
                return Optional.of(number);
            }
            problem(line(node), key, "must be a finite number, but is " + shown(node), "Maybe write 0.5.");
            return Optional.empty();
        });
    }

    boolean flag(String key, boolean otherwise) {
        return value(key).map(node -> {
            if (scalar(node) instanceof Boolean flag) {
                return flag;
            }
            problem(line(node), key, "must be true or false, but is " + shown(node), "Maybe quotes are one too many.");
            return otherwise;
        }).orElse(otherwise);
    }

    /** A number, a switch, a text, or a list of numbers: what a setting may be. */
    Optional<Object> setting(String key) {
        return value(key).flatMap(node -> {
            if (node instanceof SequenceNode list) {
                return Optional.of(list.getValue().stream().map(Mapping::scalar).toList());
            }
            if (node instanceof ScalarNode) {
                return Optional.of(scalar(node));
            }
            problem(line(node), key, "must be a value or a list, but is a mapping", "Maybe it is indented too far.");
            return Optional.empty();
        });
    }

    private static Object scalar(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            return shown(node);
        }
        if (scalar.getTag().equals(Tag.BOOL)) {
            return Boolean.valueOf(scalar.getValue());
        }
        if (scalar.isPlain() && (scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT))) {
            try {
                double number = Double.parseDouble(scalar.getValue());
                return Double.isFinite(number) ? (Object) number : scalar.getValue();
            } catch (NumberFormatException e) {
                return scalar.getValue(); // .nan and .inf
            }
        }
        return scalar.getValue();
    }

    /** The texts of a list. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Node element : elements(key)) {
            if (element instanceof ScalarNode scalar) {
                texts.add(scalar.getValue());
            } else {
                problem(line(element), key, "must be a list of texts, but has " + shown(element), "Maybe add quotes.");
            }
        }
        return texts;
    }

    /** The elements of a list, each as a mapping of one key to it. */
    List<Mapping> list(String key, String elementKey) {
        List<Mapping> mappings = new ArrayList<>();
        for (Node element : elements(key)) {
            NodeTuple tuple = new NodeTuple(new ScalarNode(Tag.STR, elementKey,
                    ScalarStyle.PLAIN), element);
            mappings.add(new Mapping(problems, where, join(key) + "[" + mappings.size() + "]",
                    new MappingNode(Tag.MAP, List.of(tuple), FlowStyle.FLOW)));
        }
        return mappings;
    }

    private List<Node> elements(String key) {
        return value(key).map(node -> {
            if (node instanceof SequenceNode list) {
                return list.getValue();
            }
            problem(line(node), key, "must be a list, but is " + shown(node), "Maybe put it in brackets.");
            return List.<Node>of();
        }).orElse(List.of());
    }

    /** One of some named values. */
    <T> T choice(String key, T otherwise, List<T> values, Function<T, String> name) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        List<String> names = values.stream().map(name).toList();
        int found = names.indexOf(text.get());
        if (found < 0) {
            problem(key, "must be one of %s, but is %s".formatted(String.join(", ", names), text.get()),
                    meant(text.get(), names).orElse("Maybe the recipe is of another version of Cupel."));
        }
        return found < 0 ? otherwise : values.get(found);
    }

    private static Optional<String> meant(String word, Iterable<String> names) {
        return Spelling.nearest(word, names).map(near -> "Maybe " + near + " is meant.");
    }

    /** Makes a value; a rule that it breaks is told with the key. */
    <T> Optional<T> made(String key, Supplier<T> making) {
        try {
            return Optional.of(making.get());
        } catch (IllegalArgumentException | InvalidRecipeException e) {
            String[] lines = String.valueOf(e.getMessage()).split("\n", 2);
            String rule = lines[0].endsWith(".") ? lines[0].substring(0, lines[0].length() - 1) : lines[0];
            problem(key, rule, lines.length > 1 ? lines[1].strip() : "Maybe a number or name is misspelt.");
            return Optional.empty();
        }
    }

    void problem(String key, String rule, String fix) {
        problem(entries.containsKey(key) ? line(entries.get(key)) : line, key, rule, fix);
    }

    private void problem(int atLine, String key, String rule, String fix) {
        problems.add(where, atLine, join(key), rule, fix);
    }

    /** Reports the keys that nobody asked for. */
    void finish() {
        for (String key : keys()) {
            if (!known.contains(key)) {
                problem(key, "there is no such key", meant(key, known)
                        .orElse("Maybe remove it; known here: " + String.join(", ", known) + "."));
            }
        }
    }

    private String join(String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }
}
