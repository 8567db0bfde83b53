package dev.cupel.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OutputTransformTest {

    @Test
    void standardGivesMeanZeroAndDeviationOne() {
        OutputTransform transform = OutputTransform.standard(new double[]{1, 2, 3, 6});

        // mean 3, squares 4 + 1 + 0 + 9 over n - 1 = 3
        double deviation = Math.sqrt(14.0 / 3);
        assertThat(transform.forward(new double[]{1, 2, 3, 6}))
                .containsExactly(new double[]{-2 / deviation, -1 / deviation, 0, 3 / deviation}, within(1e-15));
        assertThat(transform.forwardVariances(new double[]{14})[0]).isCloseTo(3, within(1e-14));
    }

    @Test
    void halfRankKeepsTheGoodHalfAndTamesTheBadOne() {
        double[] values = {-1e6, -50, 0, 1, 2};
        OutputTransform transform = OutputTransform.halfRank(values);

        double[] modelled = transform.forward(values);

        // above the median 0 the differences stay in proportion; below, the quantiles of 1/8 and 3/8 times the spread √(5/3)
        double unit = modelled[4] - modelled[3];
        assertThat((modelled[3] - modelled[2]) / unit).isCloseTo(1, within(1e-12));
        double spread = Math.sqrt(5.0 / 3);
        assertThat((modelled[2] - modelled[1]) / unit).isCloseTo(0.31863936396437515 * spread, within(1e-9));
        assertThat((modelled[2] - modelled[0]) / unit).isCloseTo(1.1503493803760079 * spread, within(1e-9));
    }

    @Test
    void equalValuesStayEqual() {
        double[] values = {-7, -7, -3, 0, 0, 1, 2};
        double[] modelled = OutputTransform.halfRank(values).forward(values);

        assertThat(modelled[0]).isEqualTo(modelled[1]).isLessThan(modelled[2]);
        assertThat(modelled[3]).isEqualTo(modelled[4]);
    }

    @Test
    void inverseUndoesForward() {
        double[] values = {-1e4, -300, -20, -1, 0.5, 1, 2, 4, 4.5};
        for (OutputTransform transform : new OutputTransform[]{OutputTransform.standard(values),
                OutputTransform.halfRank(values)}) {
            double[] modelled = transform.forward(values);
            for (int i = 0; i < values.length; i++) {
                assertThat(transform.inverse(modelled[i])).isCloseTo(values[i], within(1e-8));
            }
        }
    }

    @Test
    void inverseRisesEverywhere() {
        OutputTransform transform = OutputTransform.halfRank(new double[]{-1e4, -300, -20, -1, 0.5, 1, 2, 4, 4.5});

        for (double modelled = -5; modelled < 5; modelled += 0.01) {
            assertThat(transform.inverse(modelled)).isLessThan(transform.inverse(modelled + 0.01));
        }
    }

    @Test
    void valuesThatAreAllTheSameBecomeZero() {
        assertThat(OutputTransform.standard(new double[]{5, 5, 5}).forward(new double[]{5, 5, 5})).containsOnly(0);
    }

    @Test
    void aFewTerribleValuesMakeAHeavyTail() {
        assertThat(OutputTransform.heavyTailed(new double[]{-100, 0, 1, 2, 3})).isTrue();
        assertThat(OutputTransform.heavyTailed(new double[]{-2, -1, 0, 1, 2})).isFalse();
        assertThat(OutputTransform.heavyTailed(new double[]{1, 1, 1})).isFalse();
    }
}
