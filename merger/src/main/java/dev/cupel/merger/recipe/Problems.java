package dev.cupel.merger.recipe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Collects what is wrong with a recipe, so that a person sees all of it at once. */
final class Problems {

    private record Problem(String where, int line, String text) {}

    private final List<Problem> found = new ArrayList<>();

    /**
     * @param where the file or text
     * @param line the line in it, from 1; 0 if it is not known
     * @param key the key as a dotted path; empty for the whole
     * @param rule what must hold, and what is there instead
     * @param fix what to do
     */
    void add(String where, int line, String key, String rule, String fix) {
        String place = where + (line > 0 ? ":" + line : "") + ": " + (key.isEmpty() ? "" : key + ": ");
        found.add(new Problem(where, line, place + rule + ".\n" + fix));
    }

    /** @throws InvalidRecipeException if anything is wrong */
    void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        String all = found.stream().sorted(Comparator.comparing(Problem::where).thenComparing(Problem::line))
                .map(Problem::text).collect(Collectors.joining("\n"));
        String[] lines = (found.size() == 1 ? all : "%d problems:\n%s".formatted(found.size(), all)).split("\n", 2);
        throw new InvalidRecipeException(lines[0], lines[1]);
    }
}
