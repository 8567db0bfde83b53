package dev.cupel.evaluator.prompt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lists of lines that {@code __name__} in a prompt is replaced from: the text files of a folder.
 *
 * <p>A file {@code colors/warm.txt} is {@code __colors/warm__}. Empty lines and those that begin with {@code #} do not count.
 * A star in a name stands for any characters but a slash, two for any: {@code __colors/*__} is the lines of all files there.
 */
public final class Wildcards {

    private static final String ENDING = ".txt";
    private static final int DEEPEST = 8;
    private static final long LARGEST_FILE = 16L << 20;

    private final Map<String, Path> files;

    private Wildcards(Map<String, Path> files) {
        this.files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /** No lists: a prompt may only have variants. */
    public static Wildcards none() {
        return new Wildcards(Map.of());
    }

    /**
     * The lists of a folder and those below it.
     *
     * @throws PromptException if there is no such folder
     */
    public static Wildcards in(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new PromptException(folder + ": there is no such folder of wildcards.\nMaybe the path is misspelt.");
        }
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            found.filter(file -> file.toString().endsWith(ENDING) && Files.isRegularFile(file)).forEach(file -> {
                String name = folder.relativize(file).toString().replace('\\', '/');
                files.put(name.substring(0, name.length() - ENDING.length()), file);
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + folder, e);
        }
        return new Wildcards(files);
    }

    /**
     * The lines of a list, or of several in alphabetical order.
     *
     * @param name as between the underscores
     * @throws PromptException if there is none, or it is empty
     */
    List<String> lines(String name) {
        Pattern pattern = pattern(name);
        List<String> lines = files.entrySet().stream().filter(entry -> pattern.matcher(entry.getKey()).matches())
                .flatMap(entry -> read(entry.getValue()).stream()).toList();
        if (lines.isEmpty()) {
            throw new PromptException("""
                    prompt: __%s__ must name a list of lines, but there is none, or it is empty.
                    Maybe one of these was meant: %s.""".formatted(name,
                    files.isEmpty() ? "there are none" : files.keySet().stream().limit(20).toList()));
        }
        return lines;
    }

    private static Pattern pattern(String name) {
        String[] parts = name.split("(?<=\\*\\*)|(?=\\*\\*)", -1);
        StringBuilder pattern = new StringBuilder();
        for (String part : parts) {
            pattern.append(part.equals("**")
                    ? ".*"
                    : Pattern.quote(part).replace("*", "\\E[^/]*\\Q"));
        }
        return Pattern.compile(pattern.toString());
    }

    private static List<String> read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new PromptException(
                        file + ": a list of wildcards must have at most 16 MiB.\nMaybe it is another kind of file.");
            }
            return Files.readString(file).lines().map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new PromptException(
                    file + ": cannot be read as text: " + e.getMessage() + ".\nMaybe it is not in UTF-8.", e);
        }
    }
}
