package dev.cupel.optimizer.experiment;

import dev.cupel.merger.spelling.Spelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The values of one mapping of a YAML file, read key by key. Whatever is wrong goes to {@link Problems} with its line, and a
 * stand-in value is returned, so that reading goes on; keys that nobody asked for are problems too.
 */
final class Section {

    /** The largest number that means something. */
    static final double MOST = 1e15;

    private final YamlMapping mapping;
    private final NumberNodes numbers;

    private Section(YamlMapping mapping) {
        this.mapping = mapping;
        this.numbers = new NumberNodes(mapping);
    }

    /** Reads a file; an unreadable file or broken YAML ends the reading at once. */
    static Section read(Path file, Problems problems) {
        return new Section(YamlMapping.read(file, problems));
    }

    Path file() {
        return mapping.file();
    }

    boolean has(String key) {
        return mapping.entry(key).isPresent();
    }

    /** The keys that are there. */
    Set<String> keys() {
        return mapping.keys();
    }

    Optional<String> text(String key) {
        return mapping.value(key).flatMap(node -> {
            if (node instanceof ScalarNode scalar) {
                return Optional.of(scalar.getValue());
            }
            mapping.problem(node, key, "must be a text", "Write it as \"" + key + ": …\".");
            return Optional.empty();
        });
    }

    String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    /** A text that must be there. */
    String need(String key, String example) {
        Optional<String> text = text(key).filter(value -> !value.isBlank());
        if (text.isEmpty()) {
            mapping.missing(key, key + ": " + example);
        }
        return text.orElse(example);
    }

    boolean flag(String key, boolean otherwise) {
        return text(key).map(value -> switch (value) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> {
                problem(key, "must be true or false, but is " + value, "Write true or false.");
                yield otherwise;
            }
        }).orElse(otherwise);
    }

    double number(String key, double otherwise, double low, double high) {
        return mapping.value(key).map(node -> numbers.number(node, key, otherwise, low, high)).orElse(otherwise);
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
            problem(key, "must be between " + low + " and " + high + ", but is " + number,
                    "Choose a whole number within these bounds.");
        } catch (NumberFormatException e) {
            problem(key, "must be a whole number, but is " + text.get(),
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
            problem(key, "must be one of " + String.join(", ", choices.keySet()) + ", but is " + text.get(),
                    Spelling.nearest(text.get(), choices.keySet()).map(near -> "Maybe " + near + " is meant.")
                            .orElse("Choose one of them."));
            return otherwise;
        }
        return chosen;
    }

    /** A value that is made of a text, or of a list's texts with commas between; a rule that it breaks is told. */
    <T> T made(String key, T otherwise, Function<String, T> making) {
        if (mapping.value(key).isEmpty()) {
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
        return mapping.value(key).map(node -> numbers.extent(node, key, low, high));
    }

    /** The same without bounds; empty as well if there is a problem, which is told. */
    Optional<Extent> anyExtent(String key) {
        int known = problems();
        Optional<Extent> extent = extent(key, -MOST, MOST);
        return problems() > known ? Optional.empty() : extent;
    }

    /** How many elements a list has; 1 of anything else that is there. */
    int length(String key) {
        return mapping.isList(key) ? mapping.elements(key).size() : has(key) ? 1 : 0;
    }

    /** A list of numbers and ranges. */
    List<Extent> extents(String key, double low, double high) {
        return mapping.elements(key).stream().map(element -> numbers.extent(element, key, low, high)).toList();
    }

    List<Double> numbers(String key, List<Double> otherwise, double low, double high) {
        return mapping.entry(key).map(node -> mapping.elements(node, key).stream()
                .map(element -> numbers.number(element, key, low, low, high)).toList()).orElse(otherwise);
    }

    List<Long> wholes(String key) {
        List<Long> numbers = new ArrayList<>();
        for (String text : texts(key)) {
            try {
                numbers.add(Long.parseLong(text.strip()));
            } catch (NumberFormatException e) {
                problem(key, "must be whole numbers, but one is " + text, "Write [1, 2, 3].");
            }
        }
        return List.copyOf(numbers);
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Node element : mapping.elements(key)) {
            if (element instanceof ScalarNode scalar) {
                texts.add(scalar.getValue());
            } else {
                mapping.problem(element, key, "must be a list of texts", "Write [one, two, three].");
            }
        }
        return List.copyOf(texts);
    }

    /** Those of the texts at a key that are in quotes. */
    Set<String> quoted(String key) {
        return mapping.elements(key).stream()
                .flatMap(node -> node instanceof ScalarNode scalar && !scalar.isPlain()
                        ? Stream.of(scalar.getValue())
                        : Stream.of())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The mapping below a key, if it is there. */
    Optional<Section> section(String key) {
        return mapping.value(key).map(node -> new Section(mapping.below(key, node)));
    }

    /** Whether a key has a mapping below it. */
    boolean isSection(String key) {
        return mapping.isMapping(key);
    }

    /** Whether a key has a list, be it of one element. */
    boolean isList(String key) {
        return mapping.isList(key);
    }

    /** The mapping below a key, which must be there. */
    Section needSection(String key, String example) {
        Optional<Section> section = section(key);
        if (section.isEmpty()) {
            mapping.missing(key, example);
        }
        return section.orElseGet(() -> empty(key));
    }

    /** Stands in for a mapping that is not there. */
    Section empty(String key) {
        return new Section(mapping.empty(key));
    }

    /** The mappings of the list below a key. */
    List<Section> sections(String key) {
        return sections(key, element -> element);
    }

    /** As {@link #sections}, but an element may be a mere text: it stands for a mapping with this one key. */
    List<Section> sections(String key, String textKey) {
        return sections(key, element -> element instanceof ScalarNode ? YamlMapping.pair(textKey, element) : element);
    }

    private List<Section> sections(String key, UnaryOperator<Node> change) {
        List<Section> sections = new ArrayList<>();
        for (Node element : mapping.elements(key)) {
            sections.add(new Section(mapping.below(key + "[" + sections.size() + "]", change.apply(element))));
        }
        return sections;
    }

    /** A path, relative to the folder of the file. */
    Path path(String value) {
        Path folder = file().toAbsolutePath().getParent();
        return folder == null ? Path.of(value) : folder.resolve(value).normalize();
    }

    /** A file or folder that must be there. */
    Path existing(String key, String example) {
        Path path = path(need(key, example));
        if (text(key).isPresent() && !Files.exists(path)) {
            problem(key, "there is no file " + path, nearestFile(path)
                    .map(near -> "Maybe " + near + " is meant.")
                    .orElse("Check the path: it is relative to the folder of " + file().getFileName() + "."));
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
        mapping.problem(key, rule, fix);
    }

    /** How many problems of the file are known. */
    int problems() {
        return mapping.problems();
    }

    /** A problem that another part found: its first line is the rule, the rest the fix. */
    void problem(RuntimeException e) {
        problem("", e);
    }

    /** A problem that another part found in the value of a key. */
    void problem(String key, RuntimeException e) {
        String[] lines = String.valueOf(e.getMessage()).split("\n", 2);
        problem(key, lines[0], lines.length > 1 ? lines[1].strip() : "Change it.");
    }

    /** Reports the keys that nobody asked for. */
    void finish() {
        mapping.finish();
    }

    /** Marks keys as asked for that are handled elsewhere. */
    void allow(Iterable<String> keys) {
        mapping.allow(keys);
    }

    static <T> Map<String, T> choices(Iterable<T> values, Function<T, String> name) {
        Map<String, T> choices = new LinkedHashMap<>();
        values.forEach(value -> choices.put(name.apply(value), value));
        return choices;
    }
}
