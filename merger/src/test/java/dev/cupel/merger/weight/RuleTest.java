package dev.cupel.merger.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {

    private static final String TEXT = "cond_stage_model.transformer.text_model.encoder.layers.0.self_attn.k_proj.weight";
    private static final String VAE = "first_stage_model.encoder.mid.attn_1.k.weight";
    private static final String TIME = "model.diffusion_model.time_embed.0.weight";
    private static final String HEAD = "model.diffusion_model.out.2.weight";

    private static String block(String block, String element) {
        return "model.diffusion_model." + block + ".1.transformer_blocks.0." + element + ".weight";
    }

    private static final String IN01_KEY = block("input_blocks.1", "attn1.to_k");
    private static final String OUT04_KEY = block("output_blocks.4", "attn2.to_q");
    private static final String OUT05_NORM = block("output_blocks.5", "norm1");

    /** The examples of SuperMerger's documentation, and its code's answers to what that leaves open. */
    @ParameterizedTest
    @CsvSource({
            "OUT03 OUT04 OUT05:attn2 attn1.to_out, OUT04", "NOT OUT04:attn, IN01 TEXT VAE",
            "OUT05:NOT attn proj, NORM", ":attn2, OUT04", "OUT05:, NORM", "::, ALL", "NOT:NOT, ALL",
            "OUT05-OUT03:, none", "IN00-IN05:attn, IN01", "NOT IN00-IN11 BASE:attn, OUT04", "BASE:attn, TEXT VAE",
            "IN00:time, TIME", "OUT11:, HEAD", "TIME_EMBED:, TIME", "OUT:, HEAD", "CLIP:, TEXT", "VAE:k, VAE",
            "IN:, IN01 TIME", "UNET:NOT attn, NORM TIME HEAD", "*.attn2.*, none", ":*.attn2.*, OUT04",
            ":*attn?.to_?.weight, IN01 OUT04"})
    void aRuleHoldsForTheElementsOfItsBlocks(String text, String expected) {
        List<String> tensors = List.of(IN01_KEY, OUT04_KEY, OUT05_NORM, TEXT, VAE, TIME, HEAD);
        List<String> names = List.of("IN01", "OUT04", "NORM", "TEXT", "VAE", "TIME", "HEAD");
        if (expected.equals("none")) {
            assertThatThrownBy(() -> Rule.parse(text + ":1")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\nMaybe ");
            return;
        }

        Rule rule = Rule.parse(text.equals("::") ? "::1" : text + ":1");

        List<String> held = names.stream().filter(name -> rule.holds(tensors.get(names.indexOf(name)))).toList();
        assertThat(held)
                .containsExactlyInAnyOrder(expected.equals("ALL") ? names.toArray(String[]::new) : expected.split(" "));
    }

    @Test
    void theLastRuleThatHoldsWins() {
        Weighting weighting = Weighting.uniform(1)
                .withRules(Rule.parseAll("OUT04:attn:0.5,OUT04:attn2.to_k:0.2\nBASE::0"));

        assertThat(weighting.of(OUT04_KEY)).isEqualTo(0.5);
        assertThat(weighting.of(OUT04_KEY.replace("to_q", "to_k"))).isEqualTo(0.2);
        assertThat(weighting.of(TEXT)).isZero();
        assertThat(weighting.of(IN01_KEY)).isEqualTo(1);
        assertThat(weighting.withRules(List.of(Rule.parse(":attn:0.9"))).of(OUT04_KEY)).isEqualTo(0.9);
    }

    @Test
    void aGradientRunsOverTheChosenBlocks() {
        Weighting weighting = Weighting.uniform(1).withRules(Rule.parseAll("IN01 OUT04..OUT06:attn:0:3"));

        assertThat(weighting.of(IN01_KEY)).isZero();
        assertThat(weighting.of(OUT04_KEY)).isEqualTo(1);
        assertThat(weighting.of(block("output_blocks.6", "attn1.to_q"))).isEqualTo(3);
        assertThat(weighting.of(block("output_blocks.6", "norm1"))).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"':attn:0:1', ''", "BASE..IN04::0:1, BASE", "VAE::0:1, VAE", "NOT OUT04::0:1, NOT OUT04"})
    void aGradientOutsideOfTheUnetIsAnError(String text, String blocks) {
        assertThatThrownBy(() -> Rule.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a gradient must run over blocks of the U-Net, but the rule's blocks are")
                .hasMessageContaining("Maybe write UNET");
    }

    @ParameterizedTest
    @CsvSource({"attn:0.5, 'a rule must be blocks:elements:weight, but is ''attn:0.5'''",
            "IN99:attn:0.5, there is no block 'IN99'", "IN0:attn:0.5, Maybe IN00 is meant",
            "OUT05..OUT03:attn:1, Maybe write OUT03..OUT05",
            "IN00:attn:R, must be a finite number", "IN00:attn:, must be a finite number",
            "IN00:a=b:1, a pattern of tensor names must be", "IN00:a NOT b:1, but is 'NOT'"})
    void aMalformedRuleIsAnError(String text, String message) {
        assertThatThrownBy(() -> Rule.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message.replace("''", "'")).hasMessageContaining("\nMaybe ");
    }

    @Test
    void aPatternOfStarsDoesNotTakeForever() {
        NamePattern pattern = new NamePattern("*a".repeat(99) + "b");

        assertThat(pattern.selects("a".repeat(20_000))).isFalse();
    }
}
