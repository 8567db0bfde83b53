package dev.cupel.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AxisTest {

    @Test
    void theEndsOfTheUnitIntervalAreExactlyTheEndsOfTheAxis() {
        for (Axis axis : new Axis[]{Axis.linear("a", -1.1, 2.3), Axis.log("b", 1e-5, 0.3)}) {
            assertThat(axis.value(0)).isEqualTo(axis.low());
            assertThat(axis.value(1)).isEqualTo(axis.high());
        }
    }

    @Test
    void theMiddleIsTheMeanOfALinearAxisAndTheGeometricMeanOfALogarithmicOne() {
        assertThat(Axis.linear("a", 0, 1.5).value(0.5)).isEqualTo(0.75);
        assertThat(Axis.log("a", 0.01, 1).value(0.5)).isCloseTo(0.1, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"0, 1.5, LINEAR, 0.7", "-1, 2, LINEAR, -0.3", "1e-6, 1e-2, LOG, 3e-4"})
    void unitUndoesValue(double low, double high, Scale scale, double value) {
        Axis axis = new RealAxis("a", low, high, scale);

        assertThat(axis.value(axis.unit(value))).isCloseTo(value, within(1e-15));
    }

    @ParameterizedTest
    @EnumSource(Scale.class)
    void theSlopeIsOneOverThatOfThePlace(Scale scale) {
        for (NumberAxis axis : List.of(new RealAxis("x", 0.5, 300, scale), new WholeAxis("n", 1, 300, scale))) {
            for (double value : new double[]{1.5, 7, 299}) {
                double rise = axis.place(value + 1e-5) - axis.place(value - 1e-5);

                assertThat(axis.slope(value)).isCloseTo(2e-5 / rise, withinPercentage(1e-4));
            }
        }
    }

    @Test
    void theCellsOfAWholeNumberFillTheUnitInterval() {
        for (Scale scale : Scale.values()) {
            WholeAxis axis = new WholeAxis("n", 1, 100, scale);
            double place = 0;
            for (int n = 1; n <= 100; n++) {
                assertThat(axis.value(place + 1e-9)).isEqualTo(n);
                place += axis.cell(n);
                assertThat(axis.value(place - 1e-9)).isEqualTo(n);
            }
            assertThat(place).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void badRangesAreRefusedWithAWayOut() {
        assertThatThrownBy(() -> Axis.log("rate", 1e-300, 1e9)).isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("at most 1.0E300 times low").hasMessageContaining("\nMaybe ");
        assertThatThrownBy(() -> Axis.linear("alpha", 1, 0)).isInstanceOf(InvalidSpaceException.class)
                .hasMessageStartingWith("axis 'alpha': low must be below high")
                .hasMessageContaining("low = 1.0 and high = 0.0")
                .hasMessageContaining("\nMaybe swap");
        assertThatThrownBy(() -> Axis.linear("alpha", 0.5, 0.5)).isInstanceOf(InvalidSpaceException.class);
        assertThatThrownBy(() -> Axis.linear("alpha", 0, Double.NaN)).isInstanceOf(InvalidSpaceException.class);
        assertThatThrownBy(() -> Axis.linear("alpha", 0, Double.POSITIVE_INFINITY))
                .isInstanceOf(InvalidSpaceException.class);
        assertThatThrownBy(() -> Axis.log("alpha", 0, 1)).isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("above 0").hasMessageContaining("\nMaybe use a linear scale");
        assertThatThrownBy(() -> Axis.linear(" ", 0, 1)).isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("blank");
    }

    @Test
    void aValueOutsideTheAxisIsRefused() {
        assertThatThrownBy(() -> Axis.linear("alpha", 0, 0.8).unit(1)).isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("within [0.0, 0.8], but it is 1.0").hasMessageContaining("\nMaybe ");
    }
}
