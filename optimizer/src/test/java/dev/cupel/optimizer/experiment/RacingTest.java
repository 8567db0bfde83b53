package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.objective.Lead;
import java.util.List;
import org.junit.jupiter.api.Test;

class RacingTest {

    private static final Racing ONE_LOOK = new Racing(List.of(0.5), 0.05);

    /** The 5 % points of Student's t as tables print them: 6.314, 2.015, 1.697 with 1, 5, 30 degrees of freedom. */
    @Test
    void aTrialIsHopelessBeyondStudentsPoint() {
        assertThat(ONE_LOOK.hopeless(new Lead(-6.32, 1, 1))).isTrue();
        assertThat(ONE_LOOK.hopeless(new Lead(-6.31, 1, 1))).isFalse();
        assertThat(ONE_LOOK.hopeless(new Lead(-2.016, 1, 5))).isTrue();
        assertThat(ONE_LOOK.hopeless(new Lead(-2.014, 1, 5))).isFalse();
        assertThat(ONE_LOOK.hopeless(new Lead(-0.1698, 0.1, 30))).isTrue();
        assertThat(ONE_LOOK.hopeless(new Lead(-0.1696, 0.1, 30))).isFalse();
    }

    @Test
    void whoIsAheadIsNeverHopeless() {
        assertThat(ONE_LOOK.hopeless(new Lead(9, 1, 30))).isFalse();
        assertThat(ONE_LOOK.hopeless(new Lead(0, 0, 1))).isFalse();
    }

    @Test
    void whoIsBehindForSureIsHopeless() {
        assertThat(ONE_LOOK.hopeless(new Lead(-1e-9, 0, 1))).isTrue();
    }

    /** 5 % over five looks: the 1 % point with 30 degrees of freedom is 2.457. */
    @Test
    void eachLookHasItsPartOfTheLevel() {
        Racing five = new Racing(List.of(0.1, 0.2, 0.3, 0.4, 0.5), 0.05);

        assertThat(five.hopeless(new Lead(-2.458, 1, 30))).isTrue();
        assertThat(five.hopeless(new Lead(-2.456, 1, 30))).isFalse();
    }

    @Test
    void rungsRiseWithinZeroAndOne() {
        assertThatThrownBy(() -> new Racing(List.of(0.5, 0.25), 0.05)).hasMessageContaining("[0.5, 0.25]");
        assertThatThrownBy(() -> new Racing(List.of(0.5, 1.0), 0.05)).hasMessageContaining("within 0 and 1");
    }
}
