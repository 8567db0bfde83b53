package dev.cupel.merger.weight;

import java.util.regex.Pattern;

/**
 * A pattern of tensor names. With {@code *} (any characters) or {@code ?} (any one) it must fit the whole name; without, it
 * fits every name that contains it, as in SuperMerger: {@code attn2.to_k} and {@code *.attn2.to_k.*} mean the same.
 *
 * <p>There are no regular expressions: recipes come from strangers, and some expressions never end.
 *
 * @param text 1 to {@value #LONGEST} visible characters other than {@code : , ; =}
 */
public record NamePattern(String text) implements Selector {

    /** More letters than any tensor's name has. */
    static final int LONGEST = 200;

    private static final Pattern ALLOWED = Pattern.compile("[\\x21-\\x7e&&[^:,;=]]{1," + LONGEST + "}");

    /**
     * Checks the characters.
     *
     * @throws IllegalArgumentException if there are none, too many, or one that it must not have
     */
    public NamePattern {
        if (!ALLOWED.matcher(text).matches() || text.equals("NOT")) {
            throw new IllegalArgumentException("""
                    a pattern of tensor names must be 1 to %d visible characters without : , ; = but is '%s'.
                    Maybe a colon is missing: a rule is blocks:elements:weight, as in IN00..IN05:attn1 attn2:0.5."""
                    .formatted(LONGEST, text));
        }
    }

    @Override
    public boolean selects(String tensor) {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0 ? tensor.contains(text) : fits(tensor);
    }

    /** Goes back to the last star only, so that the time is at most the product of the lengths. */
    private boolean fits(String tensor) {
        int at = 0;
        int star = -1;
        int resume = 0;
        for (int i = 0; i < tensor.length();) {
            if (at < text.length() && text.charAt(at) == '*') {
                star = at++;
                resume = i;
            } else if (at < text.length() && (text.charAt(at) == '?' || text.charAt(at) == tensor.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        return text.substring(at).chars().allMatch(letter -> letter == '*');
    }
}
