package dev.cupel.optimizer.grid;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One axis: what changes, and how.
 *
 * @param name   as it was written
 * @param values of which each makes a row, a column or a sheet
 */
public record GridAxis(String name, List<String> values, Subject subject) {

    /** An axis along which nothing changes. */
    private static final String NONE = "nothing";

    public GridAxis {
        values = List.copyOf(values);
    }

    /**
     * Reads an axis: its name, a colon, values with commas between, as in {@code steps: 10-50[5]} or {@code alpha: 0, 0.5, 1}.
     *
     * @throws GridException if there is no such axis, or a value is none
     */
    public static GridAxis parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new GridException("axis '%s': must be a name, a colon and values.\nWrite it as in steps: 10, 20, 30."
                    .formatted(text));
        }
        String name = text.substring(0, colon).strip();
        String values = text.substring(colon + 1).strip();
        List<String> texts = AxisValues.parse(name, values, false, false);
        Subject subject = Subject.of(name, texts.getFirst());
        return new GridAxis(name, subject.numeric() ? AxisValues.parse(name, values, true, subject.whole()) : texts,
                subject);
    }

    /** What stands for a missing axis. */
    static GridAxis none() {
        return new GridAxis(NONE, List.of(""), new Subject.Replacement(""));
    }

    /** Whether anything changes along it. */
    public boolean present() {
        return !name.equals(NONE);
    }

    /** The axis in writing, with the paths of models taken from a folder. */
    public static String withPaths(String text, Path folder) {
        GridAxis axis = parse(text);
        return axis.subject() instanceof Subject.Model
                ? axis.name() + ": " + axis.values().stream()
                        .map(file -> '"' + folder.resolve(file).normalize().toString().replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(", "))
                : text;
    }

    /** The first model along it, if models change. */
    public Optional<Path> firstModel() {
        return subject instanceof Subject.Model ? Optional.of(Path.of(values.getFirst())) : Optional.empty();
    }

    Sketch applied(Sketch sketch, int at) {
        return present() ? subject.applied(sketch, values.get(at)) : sketch;
    }

    /** What is written at a row, a column or a sheet; a text of a prompt speaks for itself. */
    public String label(int at) {
        String value = values.get(at);
        return switch (subject) {
            case Subject.Replacement _,Subject.Prompt _,Subject.NegativePrompt _ -> value;
            case Subject.Model _ -> stem(Path.of(value));
            case Subject.Setting(String key) -> key + ": " + value;
            case Subject.Alpha _,Subject.Beta _,Subject.Weights _ -> name.toLowerCase(Locale.ROOT) + ": " + value;
            case Subject.Weight(String place) -> place + ": " + value;
        };
    }

    private static String stem(Path file) {
        String text = String.valueOf(file.getFileName());
        int dot = text.lastIndexOf('.');
        return dot > 0 ? text.substring(0, dot) : text;
    }
}
