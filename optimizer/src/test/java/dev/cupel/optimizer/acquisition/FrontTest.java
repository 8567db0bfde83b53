package dev.cupel.optimizer.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrontTest {
    private static final List<double[]> VALUES = List.of(new double[]{0, 10}, new double[]{4, 9}, new double[]{9.95, 5},
            new double[]{10, 0}, new double[]{3, 8}, new double[]{4, 9});

    @Test
    void theFrontIsWhatNothingSurpasses() {
        assertThat(Front.of(VALUES)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void theWorstIsTakenOfEachObjective() {
        assertThat(Front.worst(VALUES)).containsExactly(0, 0);
    }

    /** 10 and 9.95 are the same but for a hundredth of the range: what is worse in the other objective goes. */
    @Test
    void aLongerFrontHasItsEndsAStepFartherOut() {
        List<double[]> longer = Front.lengthened(VALUES.subList(0, 4), 0.01);

        assertThat(longer).hasSize(3);
        assertThat(longer.get(0)).containsExactly(0, 10.1);
        assertThat(longer.get(1)).containsExactly(4, 9);
        assertThat(longer.get(2)).containsExactly(10.1, 5);
    }

    @Test
    void aFrontOfOnePointStays() {
        assertThat(Front.lengthened(List.of(new double[]{1, 2}), 0.01)).containsExactly(new double[]{1, 2});
    }
}
