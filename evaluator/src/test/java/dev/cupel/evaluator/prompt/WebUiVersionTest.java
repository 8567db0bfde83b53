package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WebUiVersionTest {

    @Test
    void releasesBeforeSixSpeakTheOldLanguage() {
        assertThat(WebUiVersion.of("v1.3.1")).isEqualTo(WebUiVersion.V1_3);
        assertThat(WebUiVersion.of("1.5.2-RC-1")).isEqualTo(WebUiVersion.V1_3);
        assertThat(WebUiVersion.of("v0.9")).isEqualTo(WebUiVersion.V1_3);
    }

    @Test
    void laterReleasesAndOtherProgramsSpeakTheNewOne() {
        assertThat(WebUiVersion.of("v1.6.0")).isEqualTo(WebUiVersion.V1_6);
        assertThat(WebUiVersion.of("v1.10.1")).isEqualTo(WebUiVersion.V1_6);
        assertThat(WebUiVersion.of("Cupel 0.1.0")).isEqualTo(WebUiVersion.V1_6);
    }
}
