package dev.cupel.evaluator.prompt;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What happens to a text before it is split into words.
 *
 * <p>CLIP's tokenizer runs the Python library ftfy first. Of its repairs these are done: composed characters (NFC),
 * straight quotes, full-width forms and Latin ligatures as plain letters, control characters removed. These are not:
 * mojibake ({@code â€™}) and HTML entities ({@code &amp;}), which stay as written, as they do where ftfy is absent.
 */
final class TextRepair {

    private static final Pattern SPACES = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern CONTROLS = Pattern
            .compile("[\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f\\u206a-\\u206f\\ufeff\\ufff9-\\ufffc]");
    private static final Pattern SINGLE_QUOTES = Pattern.compile("[\\u02bc\\u2018-\\u201b]");
    private static final Pattern DOUBLE_QUOTES = Pattern.compile("[\\u201c-\\u201f]");
    /** Latin ligatures, and the half-width and full-width forms with the ideographic space. */
    private static final Pattern COMPATIBLE = Pattern.compile("[\\ufb00-\\ufb06\\uff01-\\uffef\\u3000]+");

    private TextRepair() {}

    /** The text as CLIP's word splitter reads it: repaired, lower case, single spaces. */
    static String clean(String text) {
        String straight = DOUBLE_QUOTES.matcher(SINGLE_QUOTES.matcher(text).replaceAll("'")).replaceAll("\"");
        String plain = COMPATIBLE.matcher(straight)
                .replaceAll(found -> Normalizer.normalize(found.group(), Normalizer.Form.NFKC));
        String printed = CONTROLS.matcher(plain).replaceAll("");
        String composed = Normalizer.normalize(printed, Normalizer.Form.NFC);
        return SPACES.matcher(composed).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }
}
