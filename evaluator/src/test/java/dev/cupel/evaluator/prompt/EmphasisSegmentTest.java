package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The cases beside the golden ones of {@link WebUiPromptsTest}. */
class EmphasisSegmentTest {

    @Test
    void weightThatIsNoNumberIsText() {
        assertThat(parse("(a:1.2.3)")).containsExactly(new EmphasisSegment("a:1.2.3", 1.1));
    }

    @Test
    void breakInsideWeightedBracketsIsAWord() {
        assertThat(parse("(a BREAK b:1.2)")).noneMatch(EmphasisSegment::isBreak);
        assertThat(parse("a BREAK b")).filteredOn(EmphasisSegment::isBreak).hasSize(1);
    }

    private static List<EmphasisSegment> parse(String prompt) {
        return EmphasisSegment.parse(prompt, WebUiVersion.V1_6);
    }
}
