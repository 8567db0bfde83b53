package dev.cupel.evaluator.prompt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text that AUTOMATIC1111's web UI writes into a picture: how it was made.
 *
 * @param prompt the prompt as typed, any number of lines
 * @param negativePrompt the negative prompt, empty if there is none
 * @param parameters key and value of everything else, in the order of the text; keys that nothing here knows are kept
 */
public record Infotext(String prompt, String negativePrompt, SequencedMap<String, String> parameters) {

    /** The web UI's key for pictures whose prompt editing counts steps as up to 1.5. */
    public static final String OLD_EDITING = "Old prompt editing timelines";

    private static final String NEGATIVE = "Negative prompt:";
    private static final Pattern PAIR = Pattern.compile(
            "\\s*(?<key>\\w[\\w \\-/]+):\\s*(?<value>\"(?:[^\\\\\"]|\\\\.)++\"|[^,]*)(?:,|$)",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})x(\\d{1,6})");
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]{4}");
    /** Fewer pairs than this in the last line, and it is a line of the prompt. */
    private static final int FEWEST_PAIRS = 3;

    /**
     * A picture's size in pixels.
     *
     * @param width pixels of a row
     * @param height rows
     */
    public record Size(int width, int height) {}

    public Infotext {
        parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
    }

    /** Reads an infotext; a text without parameters is a prompt. */
    public static Infotext parse(String text) {
        List<String> lines = new ArrayList<>(text.strip().lines().toList());
        SequencedMap<String, String> parameters = lines.isEmpty() ? new LinkedHashMap<>() : pairs(lines.getLast());
        if (!parameters.isEmpty()) {
            lines.removeLast();
        }
        List<String> prompt = new ArrayList<>();
        List<String> negative = new ArrayList<>();
        boolean inNegative = false;
        for (String line : lines) {
            String trimmed = line.strip();
            boolean opens = trimmed.startsWith(NEGATIVE);
            inNegative |= opens;
            String content = opens ? trimmed.substring(NEGATIVE.length()).strip() : trimmed;
            if (!inNegative) {
                prompt.add(content);
            } else if (!(content.isEmpty() && negative.isEmpty())) {
                negative.add(content);
            }
        }
        return new Infotext(String.join("\n", prompt), String.join("\n", negative), parameters);
    }

    /**
     * The text as the web UI writes it; {@link #parse} reads the same values from it. Values are quoted as by the release that the
     * pair {@code Version} names: before 1.6 only those with a comma.
     */
    public String text() {
        boolean old = value("Version").map(WebUiVersion::of).filter(WebUiVersion.V1_3::equals).isPresent();
        String pairs = parameters.entrySet().stream()
                .map(entry -> entry.getKey().equals(entry.getValue())
                        ? entry.getKey()
                        : entry.getKey() + ": " + quoted(entry.getValue(), old))
                .collect(Collectors.joining(", "));
        StringBuilder text = new StringBuilder(prompt);
        if (!negativePrompt.isEmpty()) {
            text.append('\n').append(NEGATIVE).append(' ').append(negativePrompt);
        }
        return text.append('\n').append(pairs).toString().strip();
    }

    /** The value of a key, as written. */
    public Optional<String> value(String key) {
        return Optional.ofNullable(parameters.get(key));
    }

    /** Whose prompt language it says it is in: by its key for the old editing of prompts, or the release that wrote it. */
    public Optional<WebUiVersion> language() {
        return value(OLD_EDITING).filter("True"::equals).map(old -> WebUiVersion.V1_3)
                .or(() -> value("Version").map(WebUiVersion::of));
    }

    /** How many steps the sampler takes. */
    public Optional<Integer> steps() {
        return number("Steps", Integer::valueOf);
    }

    /** The sampler's name in the web UI, such as {@code Euler a}. */
    public Optional<String> sampler() {
        return value("Sampler");
    }

    /** Strength of classifier-free guidance. */
    public Optional<Double> cfgScale() {
        return number("CFG scale", Double::valueOf);
    }

    /** Seed of the start noise. */
    public Optional<Long> seed() {
        return number("Seed", Long::valueOf);
    }

    /** The picture's size. */
    public Optional<Size> size() {
        return number("Size", Infotext::sizeOf);
    }

    /** The size of the picture whose seed this is, if its composition is to be kept. */
    public Optional<Size> seedResizeFrom() {
        return number("Seed resize from", Infotext::sizeOf);
    }

    /** Which of the text encoder's layers counts, from the end; 1, the last one, where the text does not say. */
    public int clipSkip() {
        return number("Clip skip", Integer::valueOf).orElse(1);
    }

    /** Eta noise seed delta; 0 where the text does not say. */
    public long ensd() {
        return number("ENSD", Long::valueOf).orElse(0L);
    }

    /** The first ten hexadecimal digits of the checkpoint's SHA-256, or the eight of old versions. */
    public Optional<String> modelHash() {
        return value("Model hash");
    }

    /** The checkpoint's name. */
    public Optional<String> model() {
        return value("Model");
    }

    /**
     * The value of a key as a number.
     *
     * @param read throws a {@link NumberFormatException} for what is none
     * @throws PromptException if it is no number
     */
    public <T> Optional<T> number(String key, Function<String, T> read) {
        return value(key).map(value -> {
            try {
                return read.apply(value.strip());
            } catch (NumberFormatException e) {
                throw new PromptException("""
                        infotext: %s must be a number%s, but is "%s".
                        Maybe correct the line of parameters, the last one of the text.""".formatted(
                        key, key.equals("Size") || key.equals("Seed resize from") ? " x number" : "", value), e);
            }
        });
    }

    /**
     * Reads a size.
     *
     * @throws NumberFormatException if it is none
     */
    public static Size sizeOf(String value) {
        Matcher size = SIZE.matcher(value);
        if (!size.matches()) {
            throw new NumberFormatException(value);
        }
        return new Size(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
    }

    private static SequencedMap<String, String> pairs(String line) {
        SequencedMap<String, String> pairs = new LinkedHashMap<>();
        int found = 0;
        Matcher matcher = PAIR.matcher(line);
        while (matcher.find()) {
            pairs.put(matcher.group("key"), unquoted(matcher.group("value")));
            found++;
        }
        return found < FEWEST_PAIRS ? new LinkedHashMap<>() : pairs;
    }

    private static String quoted(String value, boolean old) {
        if (value.chars().noneMatch(c -> c == ',' || !old && (c == '\n' || c == ':'))) {
            return value;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            return value.strip();
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 1; i < value.length() - 1; i++) {
            char c = value.charAt(i);
            if (c != '\\' || i + 2 >= value.length()) {
                plain.append(c);
            } else if (value.charAt(++i) == 'u' && HEXADECIMAL.matcher(value).region(i + 1, value.length() - 1)
                    .lookingAt()) {
                plain.append((char) Integer.parseInt(value.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                plain.append(escaped(value.charAt(i)));
            }
        }
        return plain.toString();
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> c;
        };
    }
}
