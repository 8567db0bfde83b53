package dev.cupel.evaluator.prompt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Each byte as one printable character.
 *
 * <p>Printable bytes (33–126, 161–172, 174–255) stand for themselves; the others, ascending, are U+0100, U+0101, ….
 */
final class ByteSymbols {

    private static final String[] OF_BYTE = new String[256];
    private static final List<String> IN_ORDER = new ArrayList<>(256);

    static {
        for (int value = 0; value < 256; value++) {
            if (printable(value)) {
                OF_BYTE[value] = String.valueOf((char) value);
                IN_ORDER.add(OF_BYTE[value]);
            }
        }
        for (int value = 0, next = 256; value < 256; value++) {
            if (!printable(value)) {
                OF_BYTE[value] = String.valueOf((char) next++);
                IN_ORDER.add(OF_BYTE[value]);
            }
        }
    }

    private ByteSymbols() {}

    /** The 256 symbols in the order of CLIP's vocabulary: those that stand for themselves first. */
    static List<String> all() {
        return IN_ORDER;
    }

    /** The symbols of a text's UTF-8 bytes; the last one carries the mark of the end of a word. */
    static List<String> ofWord(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        List<String> symbols = new ArrayList<>(bytes.length);
        for (byte value : bytes) {
            symbols.add(OF_BYTE[value & 0xff]);
        }
        symbols.set(bytes.length - 1, symbols.getLast() + Vocabulary.WORD_END);
        return symbols;
    }

    /** The text of symbols; the mark of the end of a word is a space. */
    static String text(String symbols) {
        boolean last = symbols.endsWith(Vocabulary.WORD_END);
        String bare = last ? symbols.substring(0, symbols.length() - Vocabulary.WORD_END.length()) : symbols;
        byte[] bytes = new byte[bare.length()];
        for (int i = 0; i < bytes.length; i++) {
            int value = List.of(OF_BYTE).indexOf(bare.substring(i, i + 1));
            bytes[i] = (byte) (value < 0 ? '?' : value);
        }
        return new String(bytes, StandardCharsets.UTF_8) + (last ? " " : "");
    }

    private static boolean printable(int value) {
        return value >= 33 && value <= 126 || value >= 161 && value <= 172 || value >= 174;
    }
}
