package dev.cupel.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.Suite;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final Suite SUITE = MiniatureSuite.read();

    @Test
    void everyShotIsInOneBatchInTheSuitesOrder() {
        List<Batch> batches = Batch.of(SUITE, Split.SEARCH, 8);

        assertThat(batches).extracting(Batch::number)
                .containsExactlyElementsOf(IntStream.range(0, batches.size()).boxed().toList());
        assertThat(batches.stream().flatMap(batch -> batch.shots().stream()).map(Shot::prompt))
                .containsExactlyElementsOf(SUITE.prompts(Split.SEARCH));
    }

    @Test
    void promptsOfALoraHaveTheirOwnBatches() {
        for (Batch batch : Batch.of(SUITE, Split.SEARCH, 8)) {
            assertThat(batch.shots()).allSatisfy(shot -> assertThat(shot.prompt().lora()).isEqualTo(batch.lora()));
        }
    }

    @Test
    void noBatchIsLargerThanItsSize() {
        assertThat(Batch.of(SUITE, Split.HELD_OUT, 5))
                .allSatisfy(batch -> assertThat(batch.shots()).hasSizeBetween(1, 5));
    }

    @Test
    void splitsDoNotMix() {
        assertThat(Batch.of(SUITE, Split.HELD_OUT, 4))
                .allSatisfy(
                        batch -> assertThat(batch.shots()).allMatch(shot -> shot.prompt().split() == Split.HELD_OUT));
    }
}
