package dev.cupel.optimizer.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A YAML file whose keys are the long options of a command, without their dashes and with underscores if one likes.
 *
 * <p>A value is that of the option, a list is the option several times, and a mapping of one key is an axis: {@code x: {steps: [10, 20]}} is
 * {@code --x "steps: 10, 20"}.
 */
public final class OptionFile {

    /** How an option's value is read. */
    public enum Kind {
        /** A text, or a list of them. */
        TEXT,
        /** A path, relative to the folder of the file. */
        PATH,
        /** True or false: the option is there or not. */
        FLAG
    }

    private final Section section;

    private OptionFile(Section section) {
        this.section = section;
    }

    /**
     * Reads a file as arguments of the command line.
     *
     * @param options the command's options, without their dashes
     * @throws InvalidExperimentException with all problems of the file
     */
    public static List<String> arguments(Path file, Map<String, Kind> options) {
        Problems problems = new Problems();
        List<String> arguments = new OptionFile(Section.read(file.toAbsolutePath().normalize(), problems))
                .arguments(options);
        problems.throwIfAny();
        return arguments;
    }

    private List<String> arguments(Map<String, Kind> options) {
        List<String> arguments = new ArrayList<>();
        options.forEach((name, kind) -> {
            String underscored = name.replace('-', '_');
            String key = section.has(underscored) ? underscored : name;
            if (section.has(key)) {
                values(key, kind).forEach(value -> {
                    arguments.add("--" + name);
                    value.ifPresent(arguments::add);
                });
            } else {
                section.allow(List.of(underscored)); // a misspelt key may be near to it
            }
        });
        section.finish();
        return arguments;
    }

    private List<Optional<String>> values(String key, Kind kind) {
        if (section.isSection(key)) {
            return axis(section.section(key).orElseThrow()).map(Optional::of).stream().toList();
        }
        return switch (kind) {
            case FLAG -> section.flag(key, false) ? List.of(Optional.empty()) : List.of();
            case PATH -> section.texts(key).stream().map(text -> Optional.of(section.path(text).toString())).toList();
            case TEXT -> section.texts(key).stream().map(Optional::of).toList();
        };
    }

    private static Optional<String> axis(Section axis) {
        if (axis.keys().size() != 1) {
            axis.problem("", "must have one key, the name of the axis, but has " + axis.keys().size(),
                    "Write x: {steps: [10, 20]}.");
            axis.allow(axis.keys());
            return Optional.empty();
        }
        String name = axis.keys().iterator().next();
        List<String> values = axis.texts(name);
        axis.finish();
        return Optional.of(name + ": " + (values.size() == 1
                ? values.getFirst()
                : values.stream().map(OptionFile::quoted).collect(Collectors.joining(", "))));
    }

    private static String quoted(String value) {
        return value.contains(",") || value.contains("\"") || value.isBlank()
                ? '"' + value.replace("\"", "\"\"") + '"'
                : value;
    }
}
