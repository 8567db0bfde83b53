package dev.cupel.optimizer.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How the page writes numbers: the same in every locale. */
final class Numbers {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Numbers() {}

    /** A score with three decimals. */
    static String score(double value) {
        return fixed(value, 3);
    }

    /** A difference of scores with three decimals and its sign. */
    static String difference(double value) {
        return signed(value, 3);
    }

    /** A coefficient with two decimals. */
    static String coefficient(double value) {
        return fixed(value, 2);
    }

    /** A coefficient to type in elsewhere: at most six decimals, an ASCII minus. */
    static String exact(double value) {
        return BigDecimal.valueOf(value).setScale(6, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
    }

    static String seconds(double value) {
        return fixed(value, value < 10 ? 2 : 1) + "\u00A0s";
    }

    static String percent(double part) {
        return fixed(100 * part, part < 0.1 ? 1 : 0) + "\u00A0%";
    }

    static String fixed(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        boolean zero = text.chars().allMatch(c -> c == '-' || c == '0' || c == '.');
        return zero ? text.replace("-", "") : text.replace('-', '−');
    }

    static String signed(double value, int decimals) {
        String text = fixed(value, decimals);
        boolean positive = value > 0 && text.chars().anyMatch(c -> c >= '1' && c <= '9');
        return positive ? "+" + text : text;
    }

    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    static String minute(Instant instant) {
        return MINUTE.format(instant);
    }

    static String duration(Duration time) {
        if (time.toHours() > 0) {
            return "%d\u00A0h %d\u00A0min".formatted(time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0
                ? "%d\u00A0min %d\u00A0s".formatted(time.toMinutes(), time.toSecondsPart())
                : time.toSeconds() + "\u00A0s";
    }
}
