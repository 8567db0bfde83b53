package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.evaluator.prompt.PromptSchedule.Stage;
import org.junit.jupiter.api.Test;

/** The cases beside the golden ones of {@link WebUiPromptsTest}. */
class PromptScheduleTest {

    @Test
    void stageThatEndsAtAStepServesOneCallMore() {
        PromptSchedule schedule = schedule("[a:b:2]", 4);

        assertThat(schedule.stages()).containsExactly(new Stage(2, "a"), new Stage(4, "b"));
        assertThat(schedule.stageAt(0)).isZero();
        assertThat(schedule.stageAt(2)).isZero();
        assertThat(schedule.stageAt(3)).isOne();
    }

    @Test
    void callsAfterTheLastStepTakeTheFirstStageAgain() {
        assertThat(schedule("[a:b:2]", 4).stageAt(5)).isZero();
    }

    @Test
    void sharesAboveOneBelongToTheHiresPass() {
        Timeline hires = Timeline.hires(WebUiVersion.V1_6, 20, 10);

        assertThat(PromptSchedule.of("[a:b:1.5]", hires).stages()).containsExactly(new Stage(5, "a"),
                new Stage(10, "b"));
        assertThat(PromptSchedule.of("[a:b:23]", hires).stages()).containsExactly(new Stage(3, "a"),
                new Stage(10, "b"));
    }

    @Test
    void hiresPassOfTheOldLanguageRepeatsTheFirst() {
        assertThat(Timeline.hires(WebUiVersion.V1_3, 20, 10)).isEqualTo(Timeline.of(WebUiVersion.V1_3, 20));
    }

    @Test
    void spacesOfAllKindsMayStandBeforeTheNumber() {
        assertThat(schedule("[a:\u3000\n2]", 4).stages()).containsExactly(new Stage(2, ""), new Stage(4, "a"));
    }

    @Test
    void tenThousandBracketsAreText() {
        String brackets = "[".repeat(10_000) + "a" + "]".repeat(10_000);

        assertThat(schedule(brackets, 4).stages()).containsExactly(new Stage(4, brackets));
    }

    @Test
    void longPromptsNeedNoStack() {
        String text = "word \\(x\\), ".repeat(5_000);

        assertThat(schedule(text + "[a:b:2]", 4).stages()).extracting(Stage::text).containsExactly(text + "a",
                text + "b");
        assertThat(Conjunction.parse(text + ": 2 AND b", WebUiVersion.V1_6).parts()).first()
                .satisfies(part -> assertThat(part.weight()).isEqualTo(2));
        assertThat(EmphasisSegment.parse("(" + text + ")", WebUiVersion.V1_6)).hasSize(1);
        assertThat(PromptVariants.expand("word, ".repeat(10_000), Wildcards.none(), 1)).hasSize(60_000);
    }

    private static PromptSchedule schedule(String prompt, int steps) {
        return PromptSchedule.of(prompt, Timeline.of(WebUiVersion.V1_6, steps));
    }
}
