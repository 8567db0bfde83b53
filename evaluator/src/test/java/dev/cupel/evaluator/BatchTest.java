package dev.cupel.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.Suite;
import dev.cupel.evaluator.objective.SuitePrompt;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final Suite SUITE = MiniatureSuite.read();

    @Test
    void everyShotIsInOneBatchInTheSuitesOrder() {
        List<Batch> batches = whole(Split.SEARCH, 8);

        assertThat(batches).extracting(Batch::number)
                .containsExactlyElementsOf(IntStream.range(0, batches.size()).boxed().toList());
        assertThat(batches.stream().flatMap(batch -> batch.shots().stream()).map(Shot::prompt))
                .containsExactlyElementsOf(SUITE.prompts(Split.SEARCH));
    }

    @Test
    void promptsOfALoraHaveTheirOwnBatches() {
        for (Batch batch : whole(Split.SEARCH, 8)) {
            assertThat(batch.shots()).allSatisfy(shot -> assertThat(shot.prompt().lora()).isEqualTo(batch.lora()));
        }
    }

    @Test
    void noBatchIsLargerThanItsSize() {
        assertThat(whole(Split.HELD_OUT, 5))
                .allSatisfy(batch -> assertThat(batch.shots()).hasSizeBetween(1, 5));
    }

    @Test
    void splitsDoNotMix() {
        assertThat(whole(Split.HELD_OUT, 4))
                .allSatisfy(
                        batch -> assertThat(batch.shots()).allMatch(shot -> shot.prompt().split() == Split.HELD_OUT));
    }

    @Test
    void rungsShareTheirPromptsOutAndEachHasItsPartOfEveryKind() {
        List<List<Batch>> rungs = Batch.of(SUITE, Split.SEARCH, 8, List.of(0.25, 0.5));

        assertThat(rungs).hasSize(3);
        List<List<SuitePrompt>> prompts = rungs.stream().map(BatchTest::prompts).toList();
        assertThat(prompts.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(SUITE.prompts(Split.SEARCH));
        for (Objective objective : Objective.values()) {
            long all = count(SUITE.prompts(Split.SEARCH), objective);
            assertThat(count(prompts.get(0), objective)).as(objective.key()).isCloseTo(all / 4, within(2L));
            assertThat(count(prompts.get(1), objective)).as(objective.key()).isCloseTo(all / 4, within(2L));
        }
        assertThat(rungs.stream().flatMap(List::stream).map(Batch::number)).isSorted().doesNotHaveDuplicates();
    }

    /** Suites are written with patterns, such as quality words in every fourth prompt. */
    @Test
    void aRungDoesNotFollowThePatternOfTheSuite() {
        List<SuitePrompt> all = SUITE.prompts(Split.SEARCH);
        List<SuitePrompt> first = prompts(Batch.of(SUITE, Split.SEARCH, 8, List.of(0.25)).getFirst());

        assertThat(first.stream().map(prompt -> all.indexOf(prompt) % 4).distinct()).hasSize(4);
    }

    private static List<Batch> whole(Split split, int size) {
        return Batch.of(SUITE, split, size, List.of()).getFirst();
    }

    private static List<SuitePrompt> prompts(List<Batch> batches) {
        return batches.stream().flatMap(batch -> batch.shots().stream()).map(Shot::prompt).distinct().toList();
    }

    private static long count(List<SuitePrompt> prompts, Objective objective) {
        return prompts.stream().filter(prompt -> prompt.objectives().contains(objective)).count();
    }
}
