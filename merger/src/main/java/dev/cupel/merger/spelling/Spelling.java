package dev.cupel.merger.spelling;

import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Guesses what a misspelt word was to be. */
public final class Spelling {

    private Spelling() {}

    /** The candidate that is closest to a misspelt word, if one is close enough to be meant. */
    public static Optional<String> nearest(String word, Iterable<String> candidates) {
        return nearest(word, candidates, candidate -> Math.max(2, word.length() / 3));
    }

    /**
     * The candidate that is closest to a word.
     *
     * @param most letters in which a candidate may differ
     */
    public static Optional<String> nearest(String word, Iterable<String> candidates, ToIntFunction<String> most) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < least && distance <= most.applyAsInt(candidate)) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Levenshtein's distance: the least number of letters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
