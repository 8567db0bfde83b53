package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.linear.Matrix;
import dev.cupel.merger.linear.Svd;
import dev.cupel.merger.lora.RankRule.Goal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankRuleTest {

    /** Singular values 4, 2, 1, 0: their squares are 16, 4, 1 of 21. */
    private static final Matrix DIAGONAL = new Matrix(4, 4,
            new double[]{4, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0});

    private static int rank(int most, Goal goal) {
        Svd svd = Svd.of(DIAGONAL);
        int rank = new RankRule(most, goal).apply(DIAGONAL, 1).s().length;
        assertThat(new RankRule(most, goal).apply(svd).s()).hasSize(rank);
        return rank;
    }

    @Test
    void aFixedRankIsKeptUpToTheRankThatThereIs() {
        assertThat(rank(2, new Goal.Most())).isEqualTo(2);
        assertThat(rank(9, new Goal.Most())).isEqualTo(3);
    }

    @Test
    void energyIsTheShareOfTheSquares() {
        assertThat(rank(RankRule.ANY, new Goal.Energy(16 / 21.0 - 1e-9))).isEqualTo(1);
        assertThat(rank(RankRule.ANY, new Goal.Energy(16 / 21.0 + 1e-9))).isEqualTo(2);
        assertThat(rank(RankRule.ANY, new Goal.Energy(1))).isEqualTo(3);
        assertThat(rank(2, new Goal.Energy(1))).isEqualTo(2);
    }

    @Test
    void errorIsTheLengthOfTheRestByThatOfAll() {
        assertThat(rank(RankRule.ANY, new Goal.Error(Math.sqrt(5 / 21.0) + 1e-9))).isEqualTo(1);
        assertThat(rank(RankRule.ANY, new Goal.Error(Math.sqrt(1 / 21.0) + 1e-9))).isEqualTo(2);
        assertThat(rank(RankRule.ANY, new Goal.Error(0))).isEqualTo(3);
    }

    @Test
    void ratioKeepsWhatIsMoreThanThatPartOfTheFirst() {
        assertThat(rank(RankRule.ANY, new Goal.Ratio(1))).isEqualTo(1);
        assertThat(rank(RankRule.ANY, new Goal.Ratio(2.5))).isEqualTo(2);
        assertThat(rank(RankRule.ANY, new Goal.Ratio(100))).isEqualTo(3);
    }

    @Test
    void aZeroMatrixHasRankOne() {
        assertThat(new RankRule(4, new Goal.Energy(0.9)).apply(Matrix.zeros(3, 3), 1).s()).hasSize(1);
    }

    @Test
    void theGoalIsReachedInLargeMatrices() {
        Random random = new Random(5);
        Matrix a = Matrix.zeros(300, 400);
        for (int i = 0; i < a.values().length; i++) {
            a.values()[i] = random.nextGaussian() / (1 + i % 400 / 4);
        }
        double[] s = Svd.of(a).s();

        Svd kept = new RankRule(RankRule.ANY, new Goal.Energy(0.99)).apply(a, 1);

        double squares = 0;
        int needed = 0;
        while (squares < 0.99 * a.energy()) {
            squares += s[needed] * s[needed++];
        }
        double found = 0;
        for (double each : kept.s()) {
            found += each * each;
        }
        assertThat(found).isGreaterThanOrEqualTo(0.99 * a.energy());
        assertThat(kept.s().length).isBetween(needed, needed + 1).isGreaterThan(32);
    }

    @Test
    void goalsHaveTheirRanges() {
        assertThatThrownBy(() -> new Goal.Energy(99)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("energy").hasMessageContaining("Maybe");
        assertThatThrownBy(() -> new Goal.Error(1)).hasMessageContaining("error");
        assertThatThrownBy(() -> new Goal.Ratio(0.5)).hasMessageContaining("ratio");
        assertThatThrownBy(() -> RankRule.rank(0)).hasMessageContaining("rank");
    }
}
