package dev.cupel.optimizer.experiment;

import dev.cupel.merger.spelling.Spelling;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
 * One mapping of a YAML file, read key by key. Whatever is wrong goes to {@link Problems} with its line, and a
 * stand-in value is returned, so that reading goes on; keys that nobody asked for are problems too.
 */
final class Section {

    private final Problems problems;
    private final Path file;
    private final String path;
    private final int line;
    private final Map<String, Node> entries = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private Section(Problems problems, Path file, String path, Node node) {
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
    static Section read(Path file, Problems problems) {
        try {
            String text = Files.readString(file);
            Optional<Node> root = new Compose(LoadSettings.builder().setLabel(file.getFileName().toString()).build())
                    .composeString(text);
            if (root.isEmpty()) {
                problems.add(file, 0, "", "the file is empty", "Start from configs/miniature/experiment.yaml.");
                problems.throwIfAny();
            }
            return new Section(problems, file, "", root.orElseThrow());
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            problems.add(file, line, "", "this is not YAML: " + e.getProblem(),
                    "Check the indentation, and put quotes around text with ':' or '#'.");
        } catch (YamlEngineException e) {
            problems.add(file, 0, "", "this is not YAML: " + e.getMessage(), "Check the indentation.");
        } catch (IOException e) {
            if (!Files.exists(file)) {
                problems.add(file, 0, "", "there is no such file", "Maybe the path is misspelt: it is taken from "
                        + "the folder in which the command runs, or of the file that names it.");
            } else {
                problems.add(file, 0, "", "cannot be read: " + e.getMessage(), "Give a text file in UTF-8.");
            }
        }
        problems.throwIfAny();
        throw new IllegalStateException();
    }

    Path file() {
        return file;
    }

    int line() {
        return line;
    }

    int line(String key) {
        return lines.getOrDefault(key, line);
    }

    boolean has(String key) {
        known.add(key);
        return entries.containsKey(key);
    }

    /** The keys that are there. */
    Set<String> keys() {
        return entries.keySet();
    }

    Optional<String> text(String key) {
        known.add(key);
        Node node = entries.get(key);
        if (node == null || isNull(node)) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        problem(lineOf(node), key, "must be a text", "Write it as \"" + key + ": …\".");
        return Optional.empty();
    }

    String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    /** A text that must be there. */
    String need(String key, String example) {
        Optional<String> text = text(key).filter(value -> !value.isBlank());
        if (text.isEmpty()) {
            problem(line, key, "is missing", "Add it, for instance \"" + key + ": " + example + "\".");
        }
        return text.orElse(example);
    }

    boolean flag(String key, boolean otherwise) {
        return text(key).map(value -> switch (value) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> {
                problem(line(key), key, "must be true or false, but is " + value, "Write true or false.");
                yield otherwise;
            }
        }).orElse(otherwise);
    }

    double number(String key, double otherwise, double low, double high) {
        known.add(key);
        Node node = entries.get(key);
        return node == null || isNull(node) ? otherwise : number(node, key, otherwise, low, high);
    }

    private double number(Node node, String key, double otherwise, double low, double high) {
        String value = node instanceof ScalarNode scalar ? scalar.getValue() : "a list";
        try {
            double number = new BigDecimal(value).doubleValue();
            if (number < low || number > high) {
                problem(lineOf(node), key,
                        "must be between " + plain(low) + " and " + plain(high) + ", but is " + value,
                        "Choose a number within these bounds.");
                return otherwise;
            }
            return number;
        } catch (NumberFormatException e) {
            problem(lineOf(node), key, "must be a number, but is " + value, "Write a number such as " + plain(otherwise)
                    + ".");
            return otherwise;
        }
    }

    int integer(String key, int otherwise, int low, int high) {
        return Math.toIntExact(integer(key, (long) otherwise, low, high));
    }

    long integer(String key, long otherwise, long low, long high) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text.get().strip());
            if (number >= low && number <= high) {
                return number;
            }
            problem(line(key), key, "must be between " + low + " and " + high + ", but is " + number,
                    "Choose a whole number within these bounds.");
        } catch (NumberFormatException e) {
            problem(line(key), key, "must be a whole number, but is " + text.get(),
                    "Write a number such as " + otherwise + ".");
        }
        return otherwise;
    }

    /** A value that is one of some names; a misspelt one is answered with the nearest. */
    <T> T choice(String key, T otherwise, Map<String, T> choices) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        T chosen = choices.get(text.get());
        if (chosen == null) {
            problem(line(key), key, "must be one of " + String.join(", ", choices.keySet()) + ", but is " + text.get(),
                    Spelling.nearest(text.get(), choices.keySet()).map(near -> "Maybe " + near + " is meant.")
                            .orElse("Choose one of them."));
            return otherwise;
        }
        return chosen;
    }

    /** A value that is made of a text, or of a list's texts with commas between; a rule that it breaks is told. */
    <T> T made(String key, T otherwise, Function<String, T> making) {
        if (!has(key) || isNull(entries.get(key))) {
            return otherwise;
        }
        try {
            return making.apply(String.join(",", texts(key)));
        } catch (IllegalArgumentException e) {
            String[] lines = String.valueOf(e.getMessage()).split("\n", 2);
            problem(key, lines[0].endsWith(".") ? lines[0].substring(0, lines[0].length() - 1) : lines[0],
                    lines.length > 1 ? lines[1].strip() : "Change it.");
            return otherwise;
        }
    }

    /** A number (a fixed value) or a list of two numbers (a range that is searched). */
    Optional<Extent> extent(String key, double low, double high) {
        known.add(key);
        Node node = entries.get(key);
        return node == null || isNull(node) ? Optional.empty() : Optional.of(extent(node, key, low, high));
    }

    /** A list of numbers and ranges. */
    List<Extent> extents(String key, double low, double high) {
        known.add(key);
        Node node = entries.get(key);
        return node == null || isNull(node)
                ? List.of()
                : elements(node, key).stream().map(element -> extent(element, key, low, high)).toList();
    }

    private Extent extent(Node node, String key, double low, double high) {
        if (!(node instanceof SequenceNode list)) {
            double value = number(node, key, 1, low, high);
            return Extent.of(value);
        }
        if (list.getValue().size() != 2) {
            problem(lineOf(node), key, "must be a number or a range of two numbers, but has " + list.getValue().size(),
                    "Write [lowest, highest], for instance [0.0, 1.5].");
            return Extent.of(1);
        }
        double from = number(list.getValue().get(0), key, low, low, high);
        double to = number(list.getValue().get(1), key, high, low, high);
        if (from >= to) {
            problem(lineOf(node), key,
                    "low must be below high, but low = " + plain(from) + " and high = " + plain(to),
                    from > to
                            ? "Swap the two numbers: [" + plain(to) + ", " + plain(from) + "]."
                            : "Write one number for a fixed value: " + plain(from) + ".");
            return Extent.of(1);
        }
        return new Extent(from, to);
    }

    List<Double> numbers(String key, List<Double> otherwise, double low, double high) {
        known.add(key);
        Node node = entries.get(key);
        if (node == null) {
            return otherwise;
        }
        return elements(node, key).stream().map(element -> number(element, key, low, low, high)).toList();
    }

    List<Long> wholes(String key) {
        List<Long> numbers = new ArrayList<>();
        for (String text : texts(key)) {
            try {
                numbers.add(Long.parseLong(text.strip()));
            } catch (NumberFormatException e) {
                problem(line(key), key, "must be whole numbers, but one is " + text, "Write [1, 2, 3].");
            }
        }
        return List.copyOf(numbers);
    }

    List<String> texts(String key) {
        known.add(key);
        Node node = entries.get(key);
        if (node == null || isNull(node)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Node element : elements(node, key)) {
            if (element instanceof ScalarNode scalar) {
                texts.add(scalar.getValue());
            } else {
                problem(lineOf(element), key, "must be a list of texts", "Write [one, two, three].");
            }
        }
        return List.copyOf(texts);
    }

    private List<Node> elements(Node node, String key) {
        if (node instanceof SequenceNode list) {
            return list.getValue();
        }
        if (node instanceof ScalarNode) {
            return List.of(node);
        }
        problem(lineOf(node), key, "must be a list", "Write [one, two, three].");
        return List.of();
    }

    /** The mapping below a key, if it is there. */
    Optional<Section> section(String key) {
        known.add(key);
        Node node = entries.get(key);
        return node == null || isNull(node)
                ? Optional.empty()
                : Optional.of(new Section(problems, file, join(key), node));
    }

    /** Whether a key has a mapping below it. */
    boolean isSection(String key) {
        return entries.get(key) instanceof MappingNode;
    }

    /** The mapping below a key, which must be there. */
    Section needSection(String key, String example) {
        Optional<Section> section = section(key);
        if (section.isEmpty()) {
            problem(line, key, "is missing", "Add it, for instance \"" + example + "\".");
        }
        return section.orElseGet(() -> empty(key));
    }

    /** Stands in for a mapping that is not there. */
    Section empty(String key) {
        return new Section(problems, file, join(key), new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK));
    }

    /** The mappings of the list below a key. */
    List<Section> sections(String key) {
        return sections(key, element -> element);
    }

    /** As {@link #sections}, but an element may be a mere text: it stands for a mapping with this one key. */
    List<Section> sections(String key, String textKey) {
        return sections(key, element -> element instanceof ScalarNode ? pair(textKey, element) : element);
    }

    private List<Section> sections(String key, UnaryOperator<Node> mapping) {
        known.add(key);
        Node node = entries.get(key);
        List<Section> sections = new ArrayList<>();
        if (node != null && !isNull(node)) {
            for (Node element : elements(node, key)) {
                sections.add(new Section(problems, file, join(key) + "[" + sections.size() + "]",
                        mapping.apply(element)));
            }
        }
        return sections;
    }

    private static Node pair(String key, Node value) {
        Node name = new ScalarNode(Tag.STR, true, key, ScalarStyle.PLAIN, value.getStartMark(), value.getEndMark());
        return new MappingNode(Tag.MAP, true, List.of(new NodeTuple(name, value)), FlowStyle.FLOW, value.getStartMark(),
                value.getEndMark());
    }

    /** A path, relative to the folder of the file. */
    Path path(String value) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? Path.of(value) : folder.resolve(value).normalize();
    }

    /** A file or folder that must be there. */
    Path existing(String key, String example) {
        Path path = path(need(key, example));
        if (text(key).isPresent() && !Files.exists(path)) {
            problem(line(key), key, "there is no file " + path, nearestFile(path)
                    .map(near -> "Maybe " + near + " is meant.")
                    .orElse("Check the path: it is relative to the folder of " + file.getFileName() + "."));
        }
        return path;
    }

    private static Optional<String> nearestFile(Path path) {
        Path folder = path.getParent();
        if (folder == null || path.getFileName() == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (var files = Files.list(folder)) {
            List<String> names = files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
            return Spelling.nearest(path.getFileName().toString(), names);
        } catch (IOException e) {
            return Optional.empty(); // only a hint is lost
        }
    }

    void problem(String key, String rule, String fix) {
        problem(line(key), key, rule, fix);
    }

    /** A problem that another part found: its first line is the rule, the rest the fix. */
    void problem(RuntimeException e) {
        problem("", e);
    }

    /** A problem that another part found in the value of a key. */
    void problem(String key, RuntimeException e) {
        String[] lines = String.valueOf(e.getMessage()).split("\n", 2);
        problem(line(key), key, lines[0], lines.length > 1 ? lines[1].strip() : "Change it.");
    }

    private void problem(int atLine, String key, String rule, String fix) {
        problems.add(file, atLine, join(key), rule, fix);
    }

    /** Reports the keys that nobody asked for. */
    void finish() {
        for (String key : entries.keySet()) {
            if (!known.contains(key)) {
                problem(line(key), key, "there is no such key", Spelling.nearest(key, known)
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

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number) + ".0"
                : Double.toString(number);
    }

    static <T> Map<String, T> choices(Iterable<T> values, Function<T, String> name) {
        Map<String, T> choices = new LinkedHashMap<>();
        values.forEach(value -> choices.put(name.apply(value), value));
        return choices;
    }
}
