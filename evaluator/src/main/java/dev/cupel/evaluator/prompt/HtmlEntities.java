package dev.cupel.evaluator.prompt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Characters that a text was written with as {@code &amp;}, {@code &#233;} or {@code &#xe9;}. */
final class HtmlEntities {

    private static final Pattern REFERENCE = Pattern
            .compile("&(?:#([0-9]{1,9})|#[xX]([0-9a-fA-F]{1,7})|([0-9A-Za-z]{1,24}));");
    private static final Map<String, String> NAMED = read();
    private static final String REPLACEMENT = "\uFFFD";

    private HtmlEntities() {}

    /** The text with the characters themselves; a name that is none stays. */
    static String unescape(String text) {
        return text.indexOf('&') < 0
                ? text
                : REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(character(found)));
    }

    private static String character(MatchResult found) {
        if (found.group(3) != null) {
            return NAMED.getOrDefault(found.group(3), found.group());
        }
        int code = found.group(1) != null
                ? Integer.parseInt(found.group(1))
                : Integer.parseInt(found.group(2), 16);
        if (code >= 0x80 && code < 0xa0) {
            // browsers read these controls as Windows means them
            return new String(new byte[]{(byte) code}, Charset.forName("windows-1252"));
        }
        boolean character = code != 0 && Character.isValidCodePoint(code)
                && Character.getType(code) != Character.SURROGATE;
        return character ? Character.toString(code) : REPLACEMENT;
    }

    private static Map<String, String> read() {
        Map<String, String> named = new HashMap<>();
        try (var in = Objects.requireNonNull(HtmlEntities.class.getResourceAsStream("html-entities.txt"));
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            reader.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] parts = line.split(" ", -1);
                StringBuilder characters = new StringBuilder();
                for (int i = 1; i < parts.length; i++) {
                    characters.appendCodePoint(Integer.parseInt(parts[i], 16));
                }
                named.put(parts[0], characters.toString());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(named);
    }
}
