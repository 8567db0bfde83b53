package dev.cupel.optimizer.grid;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of an axis, in the language of the web UI's X/Y/Z plot.
 *
 * <pre>
 * values := value ( "," value )*
 * value  := text | '"' text with commas, "" for a quote '"' | range
 * range  := number "-" number [ "(" step ")" | "[" how many "]" ]       both ends belong to it; the step is 1 if not said
 * </pre>
 */
final class AxisValues {

    private static final int MOST = 1000;
    private static final String NUMBER = "[+-]?(?:\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{1,18})";
    private static final Pattern RANGE = Pattern
            .compile("(%1$s)\\s*-\\s*(%1$s)\\s*(?:\\(\\s*(%1$s)\\s*\\)|\\[\\s*(\\d{1,9})\\s*])?"
                    .formatted(NUMBER));
    /** Digits of numbers between the ends of a range. */
    private static final MathContext DIGITS = new MathContext(12);

    private AxisValues() {}

    /**
     * The values of a text.
     *
     * @param numeric whether ranges stand for numbers
     * @param whole   whether these are whole
     * @throws GridException if there is none, or a range has no end
     */
    static List<String> parse(String axis, String text, boolean numeric, boolean whole) {
        List<String> values = new ArrayList<>();
        for (String value : split(text)) {
            Matcher range = RANGE.matcher(value);
            if (numeric && range.matches()) {
                values.addAll(numbers(axis, range, whole));
            } else {
                values.add(value);
            }
        }
        if (values.isEmpty() || values.size() > MOST) {
            throw new GridException(
                    "axis %s: there must be 1 to %d values, but there are %d.\nWrite them as in %s: 1, 2, 3."
                            .formatted(axis, MOST, values.size(), axis));
        }
        return values;
    }

    private static List<String> split(String text) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        boolean wasQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && (quoted || value.toString().isBlank())) {
                boolean doubled = quoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
                if (doubled) {
                    value.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                    wasQuoted = true;
                    value.setLength(quoted ? 0 : value.length());
                }
            } else if (c == ',' && !quoted) {
                add(values, value, wasQuoted);
                wasQuoted = false;
            } else {
                value.append(c);
            }
        }
        add(values, value, wasQuoted);
        return values;
    }

    /** Nothing between commas is no value, but between quotes it is one. */
    private static void add(List<String> values, StringBuilder value, boolean quoted) {
        if (quoted || !value.toString().isBlank()) {
            values.add(value.toString().strip());
        }
        value.setLength(0);
    }

    private static List<String> numbers(String axis, Matcher range, boolean whole) {
        BigDecimal low = new BigDecimal(range.group(1));
        BigDecimal high = new BigDecimal(range.group(2));
        if (range.group(4) != null) {
            return spread(axis, low, high, Integer.parseInt(range.group(4)), whole);
        }
        BigDecimal step = range.group(3) == null ? BigDecimal.ONE : new BigDecimal(range.group(3));
        BigDecimal width = high.subtract(low);
        if (step.signum() == 0 || width.signum() * step.signum() < 0
                || width.divide(step, DIGITS).compareTo(BigDecimal.valueOf(MOST)) > 0) {
            throw new GridException(
                    """
                            axis %s: the step of a range must lead from its start to its end within %d steps, but does not in %s.
                            Write it as in 1-10(+2), 10-1(-3) or 0-1(+0.25)."""
                            .formatted(axis, MOST, range.group()));
        }
        List<String> numbers = new ArrayList<>();
        for (BigDecimal at = low; at.subtract(high).signum() * step.signum() <= 0; at = at.add(step)) {
            numbers.add(text(at, whole));
        }
        return numbers;
    }

    private static List<String> spread(String axis, BigDecimal low, BigDecimal high, int count, boolean whole) {
        if (count < 1 || count > MOST) {
            throw new GridException(
                    "axis %s: a range must have 1 to %d values, but is to have %d.\nWrite it as in 1-10[5]."
                            .formatted(axis, MOST, count));
        }
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            BigDecimal way = count == 1
                    ? BigDecimal.ZERO
                    : high.subtract(low).multiply(BigDecimal.valueOf(i)).divide(BigDecimal.valueOf(count - 1), DIGITS);
            numbers.add(text(low.add(way), whole));
        }
        return numbers;
    }

    private static String text(BigDecimal number, boolean whole) {
        BigDecimal shown = whole ? number.setScale(0, RoundingMode.DOWN) : number.round(DIGITS);
        return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
    }
}
