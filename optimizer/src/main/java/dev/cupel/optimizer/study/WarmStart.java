package dev.cupel.optimizer.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * The part of an earlier study that another one learns from: what had ended there when it was first read. So a search that was stopped
 * goes on with what it knew, though the earlier study has grown since.
 */
public final class WarmStart {

    private static final String FACT = "warm start ";

    private WarmStart() {}

    /**
     * The trials to learn from.
     *
     * @param study     that learns
     * @param remember  keeps a fact of it, by name and value, unless it is known already; returns what is known
     * @param earlier   the file of the earlier study
     * @param ended     all its trials that have ended, in the order in which they did
     * @throws StudyException if there are fewer than there were
     */
    public static <T> List<T> of(Path study, BinaryOperator<String> remember, Path earlier, List<T> ended) {
        String known = remember.apply(FACT + earlier.toAbsolutePath().normalize(),
                String.valueOf(ended.size()));
        int count = Integer.parseInt(known);
        if (count > ended.size()) {
            throw new StudyException(
                    """
                            the study %s must hold the %d trials that %s learned from when it was first read, but it holds %d.
                            Maybe it was replaced: put the old one back, or begin a new study."""
                            .formatted(earlier, count, study, ended.size()));
        }
        return ended.subList(0, count);
    }

    /**
     * The earlier studies that one learned from before, and that are not named now.
     *
     * @param facts the names of what that study remembers
     */
    public static List<Path> forgotten(Set<String> facts, List<Path> named) {
        List<Path> today = named.stream().map(file -> file.toAbsolutePath().normalize()).toList();
        return facts.stream().filter(fact -> fact.startsWith(FACT)).map(fact -> Path.of(fact.substring(FACT.length())))
                .filter(file -> today.stream().noneMatch(other -> other.equals(file) || isSame(other, file))).toList();
    }

    /**
     * Refuses a study that is to learn from itself, or twice from another one.
     *
     * @param study that learns; empty if what is learned is not kept
     * @throws StudyException if two of all these studies are the same file
     */
    public static void check(Optional<Path> study, List<Path> earlier) {
        if (study.isPresent() && earlier.stream().anyMatch(file -> isSame(study.get(), file))) {
            throw new StudyException("""
                    the warm start must be of another study than %s, which knows its own trials.
                    Maybe leave it out.""".formatted(study.get()));
        }
        for (int i = 0; i < earlier.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (isSame(earlier.get(i), earlier.get(j))) {
                    throw new StudyException("""
                            the warm starts must be of different studies, but %s and %s are the same.
                            Maybe leave one of them out.""".formatted(earlier.get(j), earlier.get(i)));
                }
            }
        }
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
