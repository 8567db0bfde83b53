package dev.cupel.evaluator.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.drawing.Enlargement.By;
import dev.cupel.evaluator.drawing.Enlargement.Target;
import dev.cupel.evaluator.drawing.Enlargement.To;
import org.junit.jupiter.api.Test;

class EnlargementTest {

    @Test
    void aFactorMultipliesBothSides() {
        assertThat(new By(2).of(512, 768)).isEqualTo(new Target(1024, 1536, 0, 0));
        assertThat(new By(1.3).of(64, 64)).isEqualTo(new Target(83, 83, 0, 0));
        assertThat(new By(1.3).of(64, 64).rows()).isEqualTo(10);
    }

    @Test
    void aSideThatIsNotGivenFollowsFromTheOther() {
        assertThat(new To(1024, 0).of(512, 768)).isEqualTo(new Target(1024, 1536, 0, 0));
        assertThat(new To(0, 1000).of(512, 768)).isEqualTo(new Target(666, 1000, 0, 0));
    }

    /** 512 x 512 must become 1024 x 1024 to cover 768 x 1024; (1024 - 768) / 8 columns of cells stand over. */
    @Test
    void bothSidesAreCoveredAndTheRestIsCut() {
        assertThat(new To(768, 1024).of(512, 512)).isEqualTo(new Target(1024, 1024, 32, 0));
        assertThat(new To(1024, 768).of(512, 512)).isEqualTo(new Target(1024, 1024, 0, 32));
        assertThat(new To(768, 1024).of(512, 512).columns()).isEqualTo(96);
    }

    /** As Python cuts: [1 // 2 : 3 - (1 + 1) // 2], so the odd column goes at the right. */
    @Test
    void moreIsCutAtTheEndIfItIsOdd() {
        float[] latent = new float[4 * 2 * 3];
        for (int i = 0; i < latent.length; i++) {
            latent[i] = i;
        }

        assertThat(Enlarger.cut(latent, 2, 3, new Target(24, 16, 1, 0))).startsWith(0, 1, 3, 4, 6, 7).hasSize(16);
        assertThat(Enlarger.cut(latent, 2, 3, new Target(24, 16, 2, 0))).containsExactly(1, 4, 7, 10, 13, 16, 19, 22);
    }

    @Test
    void sizesWithoutASideAreRefused() {
        assertThatThrownBy(() -> new To(0, 0)).isInstanceOf(EvaluationException.class)
                .hasMessageStartingWith("hires size: sides must be 8 to 8192, one of them may be 0, but are 0x0.");
    }
}
