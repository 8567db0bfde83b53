package dev.cupel.evaluator.prompt;

import dev.cupel.merger.spelling.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * The embeddings that prompts may name.
 *
 * <p>An embedding's name is that of its file without the ending. It is found among the ids of a stretch of prompt, so that
 * upper and lower case are alike; of several that fit the longest name counts. A file is read when a prompt first names it: one
 * that is broken, or for other models, disturbs nobody else. Any number of threads may use one.
 */
public final class Embeddings {

    private static final Set<String> ENDINGS = Set.of("pt", "bin", "safetensors");
    private static final int DEEPEST = 8;

    private record Named(String name, int[] ids, Path file) {}

    /**
     * An embedding in a stretch of prompt.
     *
     * @param length ids of its name
     */
    record Found(Embedding embedding, int length) {}

    private final Optional<Path> folder;
    private final List<Named> longestFirst;
    private final Map<Path, Embedding> read = new ConcurrentHashMap<>();

    private Embeddings(Optional<Path> folder, List<Named> named) {
        this.folder = folder;
        this.longestFirst = named.stream().sorted(Comparator.comparingInt(one -> -one.ids().length)).toList();
    }

    /** No embeddings: their names are words. */
    public static Embeddings none() {
        return new Embeddings(Optional.empty(), List.of());
    }

    /**
     * The embeddings of a folder and those below it: .pt, .bin and .safetensors.
     *
     * @param tokenizer that of the prompts
     * @throws PromptException if there is no such folder
     */
    public static Embeddings in(Path folder, Tokenizer tokenizer) {
        if (!Files.isDirectory(folder)) {
            throw new PromptException(
                    folder + ": there is no such folder of embeddings.\nMaybe the path is misspelt.");
        }
        List<Named> named = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String fileName = String.valueOf(file.getFileName());
                int dot = fileName.lastIndexOf('.');
                if (dot > 0 && ENDINGS.contains(fileName.substring(dot + 1).toLowerCase(Locale.ROOT))) {
                    String name = fileName.substring(0, dot);
                    named.add(new Named(name, tokenizer.encode(name), file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + folder, e);
        }
        return new Embeddings(Optional.of(folder), named);
    }

    /** The file of each name, in alphabetical order. */
    public Map<String, Path> files() {
        Map<String, Path> files = new TreeMap<>();
        longestFirst.forEach(one -> files.putIfAbsent(one.name(), one.file()));
        return files;
    }

    /**
     * What is missing of a name that is certainly an embedding's.
     *
     * @return nothing if it is there, upper and lower case alike
     */
    public Optional<MissingEmbedding> missing(String name) {
        Set<String> names = files().keySet();
        return names.stream().anyMatch(name::equalsIgnoreCase)
                ? Optional.empty()
                : Optional.of(new MissingEmbedding("there is no embedding " + name + place(),
                        Spelling.nearest(name, names).map(near -> "Maybe " + near + " is meant.")
                                .orElse(folder.isPresent()
                                        ? "Put its file there, or leave the name out."
                                        : "Say in which folder embeddings are, or leave the name out.")));
    }

    /**
     * A word of which the name of an embedding is near enough to be meant.
     *
     * @param candidates names that may be meant
     * @param most       letters in which a name may differ
     */
    Optional<MissingEmbedding> missing(String word, List<String> candidates, ToIntFunction<String> most) {
        return Spelling.nearest(word, candidates, most).map(near -> new MissingEmbedding(
                "there is no embedding " + word + place(),
                "Maybe %s is meant. If the word is, take the file of %s out of that folder.".formatted(near, near)));
    }

    private String place() {
        return folder.map(place -> " in " + place).orElse("");
    }

    /** Whether the name of an embedding begins at a place of a stretch of prompt. */
    boolean names(int[] ids, int position) {
        return longestFirst.stream().anyMatch(one -> begins(one.ids(), ids, position));
    }

    /** The embedding whose name begins at a place of a stretch of prompt. */
    Optional<Found> at(int[] ids, int position) {
        return longestFirst.stream().filter(one -> begins(one.ids(), ids, position)).findFirst()
                .map(one -> new Found(read.computeIfAbsent(one.file(), file -> Embedding.read(one.name(), file)),
                        one.ids().length));
    }

    private static boolean begins(int[] name, int[] ids, int position) {
        int end = position + name.length;
        return name.length > 0 && end <= ids.length && Arrays.equals(name, 0, name.length, ids, position, end);
    }
}
