package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfotextTest {

    private static final String TEXT = """
            masterpiece, (best quality:1.2),
            1girl, <lora:kat:0.8>
            Negative prompt: (low quality, worst quality:1.4),
            badhandv4, [(ng_deepnegative_v1_75t :0.9) :0.1], blurry
            Steps: 26, Sampler: Euler a, CFG scale: 7.5, Seed: 4294967296, Size: 512x768, Model hash: 6ce0161689, \
            Model: v1-5-pruned, Clip skip: 2, ENSD: 31337, Lora hashes: "kat: 0123, b\\"c: 4", Hires upscale: 2, Version: v1.6.0""";

    @Test
    void readsEveryPart() {
        Infotext infotext = Infotext.parse(TEXT);

        assertThat(infotext.prompt()).isEqualTo("masterpiece, (best quality:1.2),\n1girl, <lora:kat:0.8>");
        assertThat(infotext.negativePrompt()).startsWith("(low quality")
                .endsWith("[(ng_deepnegative_v1_75t :0.9) :0.1], blurry");
        assertThat(infotext.steps()).contains(26);
        assertThat(infotext.sampler()).contains("Euler a");
        assertThat(infotext.cfgScale()).contains(7.5);
        assertThat(infotext.seed()).contains(4294967296L);
        assertThat(infotext.size()).contains(new Infotext.Size(512, 768));
        assertThat(infotext.modelHash()).contains("6ce0161689");
        assertThat(infotext.model()).contains("v1-5-pruned");
        assertThat(infotext.clipSkip()).isEqualTo(2);
        assertThat(infotext.ensd()).isEqualTo(31337);
        assertThat(infotext.value("Lora hashes")).contains("kat: 0123, b\"c: 4");
    }

    @Test
    void writesWhatItRead() {
        assertThat(Infotext.parse(TEXT).text()).isEqualTo(TEXT);
    }

    @Test
    void unknownKeysStayInTheirOrder() {
        Infotext infotext = Infotext.parse("x\nSteps: 1, Zebra crossing: 7.50, Apple-pie/x: warm, Size: 8x8");

        assertThat(infotext.parameters().keySet()).containsExactly("Steps", "Zebra crossing", "Apple-pie/x", "Size");
        assertThat(infotext.parameters()).containsEntry("Zebra crossing", "7.50");
    }

    @Test
    void lastLineWithFewerThanThreePairsBelongsToThePrompt() {
        Infotext infotext = Infotext.parse("a cat\nratio: 16, mood: calm");

        assertThat(infotext.prompt()).isEqualTo("a cat\nratio: 16, mood: calm");
        assertThat(infotext.parameters()).isEmpty();
    }

    @Test
    void valuesWithCommasColonsAndNewlinesComeBack() {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("Steps", "1");
        parameters.put("Hires prompt", "a, \"b\": c\\d\ne");
        parameters.put("Model", "plain");
        var infotext = new Infotext("p", "", parameters);

        assertThat(Infotext.parse(infotext.text())).isEqualTo(infotext);
    }

    @Test
    void releasesBefore16QuoteOnlyValuesWithCommas() {
        String text = """
                a cat
                Steps: 20, Seed: 1, Script: a: b, Hires prompt: "a \\"cat\\", c:\\\\d", Version: v1.3.1""";

        assertThat(Infotext.parse(text).value("Script")).contains("a: b");
        assertThat(Infotext.parse(text).value("Hires prompt")).contains("a \"cat\", c:\\d");
        assertThat(Infotext.parse(text).text()).isEqualTo(text);
        assertThat(Infotext.parse(text.replace("v1.3.1", "v1.6.0")).text()).contains("Script: \"a: b\"");
    }

    @Test
    void charactersInTheNotationOfJsonAreRead() {
        assertThat(Infotext.parse("x\nSteps: 1, Seed: 2, User: \"caf\\u00e9, \\u732b\\u00g9\"").value("User"))
                .contains("café, 猫u00g9");
    }

    @Test
    void emptyNegativePromptHasNoLine() {
        var infotext = new Infotext("p", "", new LinkedHashMap<>(java.util.Map.of("Steps", "1")));

        assertThat(infotext.text()).isEqualTo("p\nSteps: 1");
    }

    @Test
    void absentValuesAreAbsentAndHaveTheWebUisDefaults() {
        Infotext infotext = Infotext.parse("");

        assertThat(infotext.prompt()).isEmpty();
        assertThat(infotext.steps()).isEmpty();
        assertThat(infotext.clipSkip()).isEqualTo(1);
        assertThat(infotext.ensd()).isZero();
    }

    @Test
    void wrongNumberIsNamed() {
        Infotext infotext = Infotext.parse("x\nSteps: many, Sampler: Euler, Size: 512");

        assertThatThrownBy(infotext::steps)
                .isInstanceOf(PromptException.class)
                .hasMessageContaining("Steps must be a number, but is \"many\"");
        assertThatThrownBy(infotext::size).hasMessageContaining("Size must be a number x number, but is \"512\"");
    }

    @Test
    void longQuotedValueIsReadWithoutExhaustingTheStack() {
        String value = "a,".repeat(200_000);

        Infotext infotext = Infotext.parse("x\nSteps: 1, Seed: 2, Long one: \"" + value + "\"");

        assertThat(List.copyOf(infotext.parameters().values())).last().isEqualTo(value);
    }
}
