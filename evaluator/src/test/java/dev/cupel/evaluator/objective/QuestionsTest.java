package dev.cupel.evaluator.objective;

import static dev.cupel.evaluator.objective.Objective.ANATOMY;
import static dev.cupel.evaluator.objective.Objective.COMPOSITION;
import static dev.cupel.evaluator.objective.Objective.FIDELITY;
import static dev.cupel.evaluator.objective.Objective.NEW_CONCEPTS;
import static dev.cupel.evaluator.objective.Prompts.loraPrompt;
import static dev.cupel.evaluator.objective.Prompts.prompt;
import static dev.cupel.evaluator.objective.Prompts.suite;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuestionsTest {

    @Test
    void eachPhraseIsExchangedForTheOthersOfItsGroup() {
        Questions asked = ask("anime, red hair, meadow");

        assertThat(asked.caption()).isEqualTo("anime, red hair, meadow");
        assertThat(asked.composition()).containsExactly(
                List.of("anime, black hair, meadow", "anime, blue hair, meadow"),
                List.of("anime, red hair, beach", "anime, red hair, eiffel tower"));
        assertThat(asked.newConcepts()).isEmpty();
    }

    @Test
    void newConceptsAreAskedForApart() {
        Questions asked = ask("red hair, eiffel tower, light rays");

        assertThat(asked.composition()).hasSize(1);
        assertThat(asked.newConcepts()).containsExactly(
                List.of("red hair, meadow, light rays", "red hair, beach, light rays"),
                List.of("red hair, eiffel tower"));
    }

    @Test
    void syntaxAndQualityWordsAreNotShownToTheScorer() {
        assertThat(ask("best quality, ((red hair:1.2)), [meadow], <lora:x:0.8>, BREAK beach").caption())
                .isEqualTo("red hair, meadow, beach");
    }

    @Test
    void triggerIsNotShownToTheScorer() {
        SuitePrompt prompt = loraPrompt("p", "sepia, red hair");

        assertThat(suite(prompt).questions(prompt).caption()).isEqualTo("red hair");
    }

    @Test
    void phrasesAreWholeWords() {
        assertThat(ask("infrared hair, red hair-band, a red haired fox, red hair").composition()).hasSize(1);
        assertThat(ask("red hair in a meadow").composition().get(1)).contains("red hair in a beach");
    }

    @Test
    void foilsLeaveOutWhatThePromptHasToo() {
        assertThat(ask("red hair, blue hair").composition()).containsExactly(
                List.of("black hair, blue hair"), List.of("red hair, black hair"));
    }

    @Test
    void faultsAreAdded() {
        assertThat(ask("red hair").faulty()).containsExactly("red hair, bad anatomy", "red hair, extra arm");
    }

    @Test
    void promptsWithoutAQuestionForTheirObjectiveAreRefused() {
        assertThatThrownBy(() -> suite(prompt("p7", "a castle", COMPOSITION)))
                .isInstanceOf(SuiteException.class)
                .hasMessageContaining("prompt p7: counting for composition needs a phrase of a contrast group")
                .hasMessageContaining("Maybe");
        assertThatThrownBy(() -> suite(prompt("p7", "meadow", NEW_CONCEPTS)))
                .hasMessageContaining("counting for new_concepts needs one of new_concepts");
    }

    @Test
    void contradictingSuitesAreRefused() {
        assertThatThrownBy(() -> suite(prompt("a", "meadow", COMPOSITION), prompt("a", "beach", COMPOSITION)))
                .isInstanceOf(SuiteException.class)
                .hasMessageContaining("\"a\" is there twice");
        var groups = new LinkedHashMap<String, List<String>>();
        groups.put("hair", List.of("red hair"));
        assertThatThrownBy(() -> new Suite(List.of(), groups, new LinkedHashSet<>(), "", List.of(), List.of()))
                .hasMessageContaining("contrasts, hair: a group must have at least two phrases");
        assertThatThrownBy(() -> new Suite(List.of(), Prompts.contrasts(), new LinkedHashSet<>(Set.of("moon")),
                "", List.of(), List.of()))
                .hasMessageContaining("\"moon\" is in none of [hair, background, light]");
    }

    @Test
    void contradictingPromptsAreRefused() {
        assertThatThrownBy(
                () -> new SuitePrompt("p", Split.SEARCH, "x", "", List.of(1L, 1L), Set.of(FIDELITY), Optional.empty()))
                .hasMessageContaining("prompt p: seeds must be one or more different numbers, but are [1, 1]");
        assertThatThrownBy(() -> new SuitePrompt("p", Split.SEARCH, "x", "", List.of(1L), Set.of(), Optional.empty()))
                .hasMessageContaining("must count for an objective");
        assertThatThrownBy(() -> prompt("p", "x", Objective.LORA)).hasMessageContaining("LoRA = none");
        assertThatThrownBy(() -> loraPrompt("p", "red hair")).hasMessageContaining("must say its trigger \"sepia\"");
    }

    private static Questions ask(String text) {
        SuitePrompt prompt = prompt("p", text, ANATOMY);
        return suite(prompt).questions(prompt);
    }
}
