package dev.cupel.evaluator.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prompts with choices, in the language of the Dynamic Prompts extension; each seed makes one prompt of them.
 *
 * <pre>
 * template := ( text | variant | wildcard )*
 * variant  := "{" option ( "|" option )* "}"
 * option   := [ count "$$" [ separator "$$" ] ] [ weight "::" ] template
 * count    := n | n "-" m | n "-" | "-" m              how many options, drawn without putting back; 1 if not said
 * wildcard := "__" name "__"                           a line of a list, which is an option itself
 * text     := anything else; "\" keeps { } | as they are; a bar within [ ] is the web UI's
 * </pre>
 *
 * <p>The count usually stands before the first option, and counts for all wherever it stands. Options are joined by the
 * separator, ", " if not said.
 */
public final class PromptVariants {

    private static final Pattern COUNT = Pattern
            .compile("\\s*(?:(\\d{1,4})|(\\d{0,4})-(\\d{0,4}))\\$\\$(?:([^{}|$]*)\\$\\$)?");
    private static final Pattern WEIGHT = Pattern.compile("\\s*(\\d{1,9}(?:\\.\\d{0,9})?|\\.\\d{1,9})::");
    private static final Pattern WILDCARD = Pattern.compile("__([\\w*](?:[\\w /*.-]*?[\\w*])?)__");
    /** Lists that name lists: more are a circle. */
    private static final int DEEPEST = 32;
    private static final int LONGEST = 100_000;
    private static final int MOST_CHOICES = 10_000;

    private final Wildcards wildcards;
    private final SplittableRandom random;
    private int choices;

    private PromptVariants(Wildcards wildcards, long seed) {
        this.wildcards = wildcards;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Makes a prompt.
     *
     * @param seed that of the picture; the same seed always makes the same prompt
     * @throws PromptException if a brace is not closed, or a list is missing or names itself
     */
    public static String expand(String template, Wildcards wildcards, long seed) {
        return new PromptVariants(wildcards, seed).expand(template, 0);
    }

    private record Option(double weight, String template) {}

    private String expand(String template, int depth) {
        if (depth > DEEPEST) {
            throw new PromptException("""
                    prompt: variants and wildcards must be nested at most %d deep, but '%s' is deeper.
                    Maybe a list of wildcards names itself.""".formatted(DEEPEST, shortened(template)));
        }
        StringBuilder text = new StringBuilder();
        Matcher wildcard = WILDCARD.matcher(template);
        for (int at = 0; at < template.length();) {
            char c = template.charAt(at);
            if (c == '\\' && at + 1 < template.length()) {
                String escaped = template.substring(at + 1, at + 2);
                text.append("{}|".contains(escaped) ? escaped : c + escaped);
                at += 2;
            } else if (c == '{') {
                int end = closing(template, at);
                text.append(variant(template.substring(at + 1, end), depth));
                at = end + 1;
            } else if (c == '_' && wildcard.region(at, template.length()).lookingAt()) {
                List<Option> lines = wildcards.lines(wildcard.group(1)).stream().map(PromptVariants::option).toList();
                text.append(expand(lines.get(draw(lines)).template(), depth + 1));
                at = wildcard.end();
            } else {
                text.append(c);
                at++;
            }
            checkLength(text);
        }
        return text.toString();
    }

    private static void checkLength(StringBuilder text) {
        if (text.length() > LONGEST) {
            throw new PromptException("""
                    prompt: with its variants and wildcards it must have at most %d characters, but has more.
                    Maybe a list of wildcards names itself.""".formatted(LONGEST));
        }
    }

    private String variant(String inner, int depth) {
        int low = 1;
        int high = 1;
        String separator = ", ";
        List<Option> options = new ArrayList<>();
        List<String> parts = options(inner);
        for (String part : parts) {
            Matcher count = COUNT.matcher(part);
            boolean counted = count.lookingAt();
            if (counted) {
                low = number(count.group(1) != null ? count.group(1) : count.group(2), 0);
                high = number(count.group(1) != null ? count.group(1) : count.group(3), parts.size());
                separator = count.group(4) != null ? count.group(4) : separator;
            }
            options.add(option(counted ? part.substring(count.end()) : part));
        }
        int most = Math.min(Math.max(low, high), options.size());
        int drawn = random.nextInt(Math.min(Math.min(low, high), most), most + 1);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < drawn; i++) {
            texts.add(expand(options.remove(draw(options)).template(), depth + 1));
        }
        return String.join(separator, texts);
    }

    private static int number(String digits, int missing) {
        return digits.isEmpty() ? missing : Integer.parseInt(digits);
    }

    private static Option option(String text) {
        Matcher weight = WEIGHT.matcher(text);
        return weight.lookingAt()
                ? new Option(Double.parseDouble(weight.group(1)), text.substring(weight.end()))
                : new Option(1, text);
    }

    /** The place of one option, likelier the heavier it is; of options without any weight each is as likely. */
    private int draw(List<Option> options) {
        if (++choices > MOST_CHOICES) {
            throw new PromptException("""
                    prompt: its variants and wildcards must need at most %d choices, but need more.
                    Maybe lists of wildcards name one another.""".formatted(MOST_CHOICES));
        }
        double sum = options.stream().mapToDouble(Option::weight).sum();
        double left = random.nextDouble() * (sum > 0 ? sum : options.size());
        for (int i = 0; i < options.size(); i++) {
            left -= sum > 0 ? options.get(i).weight() : 1;
            if (left < 0) {
                return i;
            }
        }
        return options.size() - 1;
    }

    private static List<String> options(String inner) {
        List<String> options = new ArrayList<>();
        int braces = 0;
        int squares = 0;
        int from = 0;
        for (int at = 0; at < inner.length(); at++) {
            switch (inner.charAt(at)) {
                case '\\' -> at++;
                case '{' -> braces++;
                case '}' -> braces--;
                case '[' -> squares++;
                case ']' -> squares = Math.max(0, squares - 1);
                case '|' -> {
                    if (braces == 0 && squares == 0) {
                        options.add(inner.substring(from, at));
                        from = at + 1;
                    }
                }
                default -> {}
            }
        }
        options.add(inner.substring(from));
        return options;
    }

    private static int closing(String template, int opening) {
        int depth = 0;
        for (int at = opening; at < template.length(); at++) {
            char c = template.charAt(at);
            at += c == '\\' ? 1 : 0;
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        throw new PromptException("""
                prompt: each { must have its }, but that at '%s' has none.
                Maybe write \\{ for a brace that is text.""".formatted(shortened(template.substring(opening))));
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
