package dev.cupel.optimizer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class NumbersTest {

    @Test
    void differencesShowTheirSign() {
        assertThat(Numbers.difference(0.0914)).isEqualTo("+0.091");
        assertThat(Numbers.difference(-0.0914)).isEqualTo("−0.091");
    }

    @Test
    void whatRoundsToZeroHasNoSign() {
        assertThat(Numbers.difference(-0.0004)).isEqualTo("0.000");
        assertThat(Numbers.difference(0.0004)).isEqualTo("0.000");
    }

    @Test
    void exactNumbersCanBeTyped() {
        assertThat(Numbers.exact(-0.25)).isEqualTo("-0.25");
        assertThat(Numbers.exact(1)).isEqualTo("1");
        assertThat(Numbers.exact(0)).isEqualTo("0");
        assertThat(Numbers.exact(0.70724862)).isEqualTo("0.707249");
    }

    @Test
    void theLocaleDoesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Numbers.score(0.5)).isEqualTo("0.500");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void timesReadAsPeopleSayThem() {
        assertThat(Numbers.duration(Duration.ofSeconds(59))).isEqualTo("59\u00A0s");
        assertThat(Numbers.duration(Duration.ofSeconds(553))).isEqualTo("9\u00A0min 13\u00A0s");
        assertThat(Numbers.duration(Duration.ofMinutes(492))).isEqualTo("8\u00A0h 12\u00A0min");
        assertThat(Numbers.minute(Instant.parse("2026-03-14T21:04:09Z"))).isEqualTo("2026-03-14 21:04 UTC");
    }
}
