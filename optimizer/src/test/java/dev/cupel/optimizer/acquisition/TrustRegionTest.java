package dev.cupel.optimizer.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.descent.Box;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrustRegionTest {

    @Test
    void initialPointsChangeNothing() {
        assertThat(TrustRegion.after(new double[]{1, 2, 3, 4, 5}, 5, 4).side()).isEqualTo(0.8);
    }

    @Test
    void threeImprovementsInARowDoubleIt() {
        assertThat(TrustRegion.after(new double[]{0, 1, 2}, 1, 4).side()).isEqualTo(0.8);
        assertThat(TrustRegion.after(new double[]{0, 1, 2, 3}, 1, 4).side()).isEqualTo(1.6);
        assertThat(TrustRegion.after(new double[]{0, 1, 2, 2, 3}, 1, 4).side()).isEqualTo(0.8);
    }

    @Test
    void asManyFailuresAsAxesHalveIt() {
        double[] stuck = new double[1 + 6];

        assertThat(TrustRegion.after(stuck, 1, 6).side()).isEqualTo(0.4);
        assertThat(TrustRegion.after(stuck, 1, 7).side()).isEqualTo(0.8);
    }

    @Test
    void anImprovementOfLessThanAThousandthIsNone() {
        double[] creeping = {0, 0.0005, 0.001, 0.0015, 0.002};

        assertThat(TrustRegion.after(creeping, 1, 4).side()).isEqualTo(0.4);
    }

    @Test
    void itStartsAgainWhenItHasBecomeTiny() {
        // 0.8 / 2^6 = 0.0125 is still above 1/128, the next halving is not
        assertThat(TrustRegion.after(new double[1 + 6 * 4], 1, 4).side()).isEqualTo(0.0125);
        assertThat(TrustRegion.after(new double[1 + 7 * 4], 1, 4).side()).isEqualTo(0.8);
    }

    @Test
    void itIsLongerWhereTheFunctionIsSmoother() {
        Box box = new TrustRegion(0.2).around(new double[]{0.5, 0.5, 0.95}, new double[]{0.5, 2, 1});

        double[] sides = new double[3];
        Arrays.setAll(sides, j -> box.high()[j] - box.low()[j]);
        assertThat(sides).containsExactly(new double[]{0.1, 0.4, 0.15}, within(1e-12));
    }

    @Test
    void noSideIsMoreThanFourTimesTheMean() {
        Box box = new TrustRegion(0.1).around(new double[]{0.5, 0.5}, new double[]{1000, 0.001});

        assertThat(box.high()[0] - box.low()[0]).isCloseTo(0.4, within(1e-12));
        assertThat(box.high()[1] - box.low()[1]).isCloseTo(0.025, within(1e-12));
    }
}
