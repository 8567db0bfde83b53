package dev.cupel.optimizer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RampTest {

    private final Ramp ramp = new Ramp(0, 1.5);

    @Test
    void coloursDarkenSteadily() {
        double before = 2;
        for (int i = 0; i <= 30; i++) {
            double luminance = luminance(ramp.color(i * 0.05));

            assertThat(luminance).isLessThan(before);
            before = luminance;
        }
    }

    @Test
    void valuesOutsideGetTheColourOfTheEnd() {
        assertThat(ramp.color(-1)).isEqualTo(ramp.color(0));
        assertThat(ramp.color(9)).isEqualTo(ramp.color(1.5));
    }

    /** 4.5 is the contrast that the Web Content Accessibility Guidelines 2.2 ask for at level AA (1.4.3). */
    @Test
    void theNumberOnABlockIsReadable() {
        for (int i = 0; i <= 30; i++) {
            double back = luminance(ramp.color(i * 0.05));
            double front = luminance(ramp.text(i * 0.05));

            double contrast = (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
            assertThat(contrast).as("at %s", i * 0.05).isGreaterThan(4.5);
        }
    }

    @Test
    void anEmptyRangeIsRefused() {
        assertThatThrownBy(() -> new Ramp(1, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("low = 1.0 and high = 1.0");
    }

    private static double luminance(String color) {
        int rgb = Integer.parseInt(color.substring(1), 16);
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
