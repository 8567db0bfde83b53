package dev.cupel.optimizer.experiment;

import dev.cupel.merger.spelling.Spelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The keys of one mapping of a YAML file with their nodes. It knows where in the file each of them is, for {@link Problems},
 * and which keys nobody asked for.
 */
final class YamlMapping {

    private final Problems problems;
    private final Path file;
    private final String path;
    private final int line;
    private final Map<String, Node> entries = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private YamlMapping(Problems problems, Path file, String path, Node node) {
        this.problems = problems;
        this.file = file;
        this.path = path;
        this.line = lineOf(node);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::enter);
        } else {
            problem(line, "", "must be a list of \"key: value\" lines", "Indent its keys below it.");
        }
    }

    private void enter(NodeTuple tuple) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        if (entries.put(key, tuple.getValueNode()) != null) {
            problem(lineOf(tuple.getKeyNode()), key, "is there twice", "Remove one of the two.");
        }
        lines.put(key, lineOf(tuple.getKeyNode()));
    }

    /** Reads a file; an unreadable file or broken YAML ends the reading at once. */
    static YamlMapping read(Path file, Problems problems) {
        try {
            String text = Files.readString(file);
            Optional<Node> root = new Compose(LoadSettings.builder().setLabel(file.getFileName().toString()).build())
                    .composeString(text);
            if (root.isEmpty()) {
                problems.add(file, 0, "", "the file is empty",
                        "Write a key in each line; configs/miniature has examples.");
                problems.throwIfAny();
            }
            return new YamlMapping(problems, file, "", root.orElseThrow());
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            problems.add(file, line, "", "this is not YAML: " + e.getProblem(),
                    "Check the indentation, and put quotes around text with ':' or '#'.");
        } catch (YamlEngineException e) {
            problems.add(file, 0, "", "this is not YAML: " + e.getMessage(), "Check the indentation.");
        } catch (IOException e) {
            unreadable(file, problems, e);
        }
        problems.throwIfAny();
        throw new IllegalStateException();
    }

    private static void unreadable(Path file, Problems problems, IOException e) {
        if (!Files.exists(file)) {
            problems.add(file, 0, "", "there is no such file", "Maybe the path is misspelt: it is taken from "
                    + "the folder in which the command runs, or of the file that names it.");
        } else {
            problems.add(file, 0, "", "cannot be read: " + e.getMessage(), "Give a text file in UTF-8.");
        }
    }

    Path file() {
        return file;
    }

    /** The keys that are there. */
    Set<String> keys() {
        return entries.keySet();
    }

    /** What is written at a key, be it nothing. */
    Optional<Node> entry(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key));
    }

    /** What is written at a key, unless that is nothing. */
    Optional<Node> value(String key) {
        return entry(key).filter(node -> !node.getTag().equals(Tag.NULL));
    }

    /** The elements of the list at a key; one text is a list of one. */
    List<Node> elements(String key) {
        return value(key).map(node -> elements(node, key)).orElse(List.of());
    }

    /** The elements of a list at a key. */
    List<Node> elements(Node node, String key) {
        if (node instanceof SequenceNode list) {
            return list.getValue();
        }
        if (node instanceof ScalarNode) {
            return List.of(node);
        }
        problem(node, key, "must be a list", "Write [one, two, three].");
        return List.of();
    }

    /** Whether a key has a mapping below it. */
    boolean isMapping(String key) {
        return entries.get(key) instanceof MappingNode;
    }

    /** Whether a key has a list below it. */
    boolean isList(String key) {
        return entries.get(key) instanceof SequenceNode;
    }

    /** The mapping that a node below this one is. */
    YamlMapping below(String key, Node node) {
        return new YamlMapping(problems, file, join(key), node);
    }

    /** Stands in for a mapping that is not there. */
    YamlMapping empty(String key) {
        return below(key, new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK));
    }

    /** A node with one key, written where the value is. */
    static Node pair(String key, Node value) {
        Node name = new ScalarNode(Tag.STR, true, key, ScalarStyle.PLAIN, value.getStartMark(), value.getEndMark());
        return new MappingNode(Tag.MAP, true, List.of(new NodeTuple(name, value)), FlowStyle.FLOW, value.getStartMark(),
                value.getEndMark());
    }

    /** A problem of a key. */
    void problem(String key, String rule, String fix) {
        problem(lines.getOrDefault(key, line), key, rule, fix);
    }

    /** A problem of what is written at a key. */
    void problem(Node node, String key, String rule, String fix) {
        problem(lineOf(node), key, rule, fix);
    }

    /** A key that must be there is not. */
    void missing(String key, String example) {
        problem(line, key, "is missing", "Add it, for instance \"" + example + "\".");
    }

    private void problem(int atLine, String key, String rule, String fix) {
        problems.add(file, atLine, join(key), rule, fix);
    }

    /** How many problems of the file are known. */
    int problems() {
        return problems.count();
    }

    /** Reports the keys that nobody asked for. */
    void finish() {
        for (String key : entries.keySet()) {
            if (!known.contains(key)) {
                problem(key, "there is no such key", Spelling.nearest(key, known)
                        .map(near -> "Maybe " + near + " is meant.")
                        .orElse("Remove it; known here: " + String.join(", ", known) + "."));
            }
        }
    }

    /** Marks keys as asked for that are handled elsewhere. */
    void allow(Iterable<String> keys) {
        keys.forEach(known::add);
    }

    private String join(String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
