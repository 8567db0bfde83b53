package dev.cupel.merger.weight;

import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers as people write them, and back to the same bits. */
final class Decimal {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private Decimal() {}

    static boolean isNumber(String text) {
        return NUMBER.matcher(text.strip()).matches();
    }

    /**
     * Reads a finite number.
     *
     * @param what whose it is, for the message
     */
    static double parse(String what, String text) {
        double value = isNumber(text) ? Double.parseDouble(text.strip()) : Double.NaN;
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("""
                    %s must be a finite number, but is '%s'.
                    Maybe a comma is doubled, or a decimal point is a comma: write 0.5.""".formatted(what,
                    text.strip()));
        }
        return value;
    }

    /** The shortest text that {@link #parse} reads as the same number; whole numbers have no point. */
    static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.format(Locale.ROOT, "%.0f", value)
                : Double.toString(value);
    }
}
