package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptRemarksTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            ratio 16:9;            weight 9.0 of the whole prompt
            (a|b), [c:d:0.5];      Prompt editing is off
            [x:1.2];               never changes within these 20 steps
            (a BREAK b:1.2);       is a word
            (a:1.2.3);             is no weight but text
            (a:0);                 is 0
            (a, b;                 is not closed
            a), b;                 has no opening one
            a {b|c};               read as written
            [<lora:a:1>:<lora:a:0.3>:0.5]; A tag within [ ]
            """)
    void whatMisleadsIsSaid(String prompt, String remark) {
        assertThat(remarks(prompt)).anyMatch(text -> text.contains(remark));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a, (b:1.2), [c], [d:e:0.5], [f|g], \\(h\\)", "a AND b :0.5", "<lora:x:0.8> a",
            "(a: 1.4 )", "snake_case __ words"})
    void whatMeansWhatItSeemsToIsNotRemarkedOn(String prompt) {
        assertThat(remarks(prompt)).isEmpty();
    }

    @Test
    void spacesAroundAWeightHideItInTheOldLanguage() {
        assertThat(PromptRemarks.of("(a: 1.4)", Timeline.of(WebUiVersion.V1_3, 20)))
                .singleElement().asString().contains("': 1.4' is no weight");
    }

    private static List<String> remarks(String prompt) {
        return PromptRemarks.of(prompt, Timeline.of(WebUiVersion.V1_6, 20));
    }
}
