package dev.cupel.evaluator.prompt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of a prompt with one weight.
 *
 * @param text the words, without the brackets that made the weight
 * @param weight what the words' encodings are multiplied with; 1 changes nothing
 */
public record EmphasisSegment(String text, double weight) {

    private static final double ROUND = 1.1;
    private static final double SQUARE = 1 / 1.1;
    private static final String BREAK = "BREAK";

    /** From 1.6 on spaces may stand around a weight. */
    private static final Pattern PARTS_1_3 = parts("");
    private static final Pattern PARTS_1_6 = parts("\\s*");
    private static final Pattern BREAKS = Pattern.compile("\\s*\\bBREAK\\b\\s*", Pattern.UNICODE_CHARACTER_CLASS);

    /** Escapes first, then brackets, {@code :1.2)}, runs without any of these, and a colon that begins no weight. */
    private static Pattern parts(String spaces) {
        return Pattern.compile(String.join("|",
                "\\\\[()\\[\\]\\\\]?",
                "[(\\[)\\]]",
                ":" + spaces + "(?<weight>[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))" + spaces + "\\)",
                "[^\\\\()\\[\\]:]+",
                ":"), Pattern.UNICODE_CHARACTER_CLASS);
    }

    /**
     * Reads emphasis as AUTOMATIC1111 does: {@code (x)} is 1.1, {@code [x]} 1/1.1, {@code (x:1.2)} 1.2; a backslash
     * makes a bracket literal; brackets that do not match are literal or reach to the end.
     *
     * @return at least one segment; {@link #isBreak} ones stand where the prompt says {@code BREAK}
     */
    public static List<EmphasisSegment> parse(String prompt, WebUiVersion version) {
        List<EmphasisSegment> segments = new ArrayList<>();
        Deque<Integer> round = new ArrayDeque<>();
        Deque<Integer> square = new ArrayDeque<>();
        Matcher parts = (version == WebUiVersion.V1_3 ? PARTS_1_3 : PARTS_1_6).matcher(prompt);
        while (parts.find()) {
            String part = parts.group();
            String weight = parts.group("weight");
            if (part.startsWith("\\")) {
                segments.add(new EmphasisSegment(part.substring(1), 1));
            } else if (part.equals("(")) {
                round.push(segments.size());
            } else if (part.equals("[")) {
                square.push(segments.size());
            } else if (weight != null && !round.isEmpty()) {
                multiplyFrom(segments, round.pop(), Double.parseDouble(weight));
            } else if (part.equals(")") && !round.isEmpty()) {
                multiplyFrom(segments, round.pop(), ROUND);
            } else if (part.equals("]") && !square.isEmpty()) {
                multiplyFrom(segments, square.pop(), SQUARE);
            } else {
                addPlain(segments, part);
            }
        }
        round.forEach(from -> multiplyFrom(segments, from, ROUND));
        square.forEach(from -> multiplyFrom(segments, from, SQUARE));
        return joined(segments);
    }

    /** Whether this is the mark that closes a chunk; inside weighted brackets the word is only a word, as in the web UI. */
    public boolean isBreak() {
        return text.equals(BREAK) && weight == -1;
    }

    private static void multiplyFrom(List<EmphasisSegment> segments, int from, double factor) {
        for (int i = from; i < segments.size(); i++) {
            EmphasisSegment segment = segments.get(i);
            segments.set(i, new EmphasisSegment(segment.text, segment.weight * factor));
        }
    }

    private static void addPlain(List<EmphasisSegment> segments, String text) {
        String[] parts = BREAKS.split(text, -1);
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                segments.add(new EmphasisSegment(BREAK, -1));
            }
            segments.add(new EmphasisSegment(parts[i], 1));
        }
    }

    private static List<EmphasisSegment> joined(List<EmphasisSegment> segments) {
        List<EmphasisSegment> joined = new ArrayList<>();
        for (EmphasisSegment segment : segments) {
            if (!joined.isEmpty() && joined.getLast().weight == segment.weight) {
                EmphasisSegment last = joined.removeLast();
                joined.add(new EmphasisSegment(last.text + segment.text, last.weight));
            } else {
                joined.add(segment);
            }
        }
        return joined.isEmpty() ? List.of(new EmphasisSegment("", 1)) : List.copyOf(joined);
    }
}
