package dev.cupel.optimizer.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text from outside, made safe for where it stands in the page. */
public final class Html {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");

    private Html() {}

    /** For an element's text and for an attribute in double or single quotes. */
    public static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                case '\n', '\t' -> safe.append((char) c);
                // control characters are not allowed in HTML, not even as references
                default -> safe.append(Character.isISOControl(c) ? '\uFFFD' : (char) c);
            }
        });
        return safe.toString();
    }

    /** For JSON inside a script element: no tag can end it or open a comment, and any JSON reader reads it. */
    static String json(String json) {
        return json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    /** One piece of HTML per item, in order. */
    static <T> String each(Collection<T> items, Function<T, String> html) {
        return items.stream().map(html).collect(Collectors.joining("\n"));
    }

    /** A closed box that opens on a click; {@code html} is inserted as it is. */
    static String closed(String summary, String html) {
        return "<details><summary>%s</summary>\n%s\n</details>".formatted(escape(summary), html);
    }

    /** A table that scrolls in its own box; {@code head} and {@code body} are inserted as they are. */
    static String table(String label, String kind, String head, String body) {
        return """
                <div class="scroll" role="region" aria-label="%s" tabindex="0"><table class="%s">
                <thead>%s</thead>
                %s
                </table></div>""".formatted(escape(label), kind, head, body);
    }

    /**
     * What every page begins with, up to its body.
     *
     * @param policy what it may load and run
     * @param title  as it is, not escaped yet
     * @param style  inserted as it is
     */
    public static String head(String policy, String title, String style) {
        return fill(Resource.own("head.html"), Map.of("policy", policy, "title", escape(title), "style", style));
    }

    /** Replaces each place once; what is put in is not looked at again, so no text from outside can name a place. */
    public static String fill(String template, Map<String, String> parts) {
        return PLACE.matcher(template).replaceAll(place -> Optional.ofNullable(parts.get(place.group(1)))
                .map(Matcher::quoteReplacement).orElseThrow(() -> new IllegalStateException(
                        "page: the place {{" + place.group(1) + "}} has no part")));
    }

    /** A script as a source in a page's policy, by its hash. */
    public static String source(String script) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
