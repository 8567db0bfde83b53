package dev.cupel.evaluator.prompt;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What happens to a text before it is split into words.
 *
 * <p>CLIP's tokenizer runs the Python library ftfy first, where it is installed, as with the web UI. Of its repairs these
 * are done: HTML's names for characters ({@code &eacute;}) in lines without {@code <}, lines of UTF-8 that were read as
 * Windows-1252 ({@code â€™}), composed characters (NFC), straight quotes, full-width forms and Latin ligatures as plain letters,
 * control characters removed. Not done: lines that are broken only in part, or in other encodings.
 */
final class TextRepair {

    private static final Pattern SPACES = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern CONTROLS = Pattern
            .compile("[\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f\\u206a-\\u206f\\ufeff\\ufff9-\\ufffc]");
    private static final Pattern SINGLE_QUOTES = Pattern.compile("[\\u02bc\\u2018-\\u201b]");
    private static final Pattern DOUBLE_QUOTES = Pattern.compile("[\\u201c-\\u201f]");
    /** Latin ligatures, and the half-width and full-width forms with the ideographic space. */
    private static final Pattern COMPATIBLE = Pattern.compile("[\\ufb00-\\ufb06\\uff01-\\uffef\\u3000]+");

    /** Rounds of unescaping: {@code &amp;amp;} takes two, and a third to see that nothing is left. */
    private static final int MOST_ROUNDS = 8;
    /** What each byte is in Windows-1252; the five that are nothing there are controls, as browsers and ftfy take them. */
    private static final String WINDOWS = IntStream.range(0, 256).mapToObj(TextRepair::windows)
            .collect(Collectors.joining());

    private TextRepair() {}

    /** The text as CLIP's word splitter reads it: repaired, lower case, single spaces. */
    static String clean(String text) {
        String decoded = text.lines().map(TextRepair::decoded).collect(Collectors.joining("\n"));
        String straight = DOUBLE_QUOTES.matcher(SINGLE_QUOTES.matcher(decoded).replaceAll("'")).replaceAll("\"");
        String plain = COMPATIBLE.matcher(straight)
                .replaceAll(found -> Normalizer.normalize(found.group(), Normalizer.Form.NFKC));
        String printed = CONTROLS.matcher(plain).replaceAll("");
        String composed = Normalizer.normalize(printed, Normalizer.Form.NFC);
        return SPACES.matcher(composed).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }

    private static String decoded(String line) {
        String text = line;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            String next = misread(line.contains("<") ? text : HtmlEntities.unescape(text));
            if (next.equals(text)) {
                break;
            }
            text = next;
        }
        return text;
    }

    private static String windows(int value) {
        String character = new String(new byte[]{(byte) value}, Charset.forName("windows-1252"));
        return character.equals("\uFFFD") ? Character.toString(value) : character;
    }

    /** The text whose UTF-8 bytes, read as Windows-1252, are this; this itself if there is none. */
    private static String misread(String line) {
        if (line.chars().allMatch(c -> c < 0x80)) {
            return line;
        }
        try {
            byte[] bytes = new byte[line.length()];
            for (int i = 0; i < bytes.length; i++) {
                int value = WINDOWS.indexOf(line.charAt(i));
                if (value < 0) {
                    return line;
                }
                bytes[i] = (byte) value;
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return line; // the usual case: it was read rightly
        }
    }
}
