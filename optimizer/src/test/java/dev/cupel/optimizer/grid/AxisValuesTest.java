package dev.cupel.optimizer.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ranges are those that the web UI's page on its X/Y/Z plot explains. */
class AxisValuesTest {

    private static List<String> whole(String text) {
        return AxisValues.parse("steps", text, true, true);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1-5 | 1 2 3 4 5", "1-5 (+2) | 1 3 5", "10-5 (-3) | 10 7",
            "1-10 [5] | 1 3 5 7 10",
            "1-3, 10, 20-22 | 1 2 3 10 20 21 22", "7 | 7", "-2-1 | -2 -1 0 1"})
    void wholeNumbers(String text, String expected) {
        assertThat(whole(text)).containsExactly(expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1-2 (+0.5) | 1 1.5 2", "0-1 [6] | 0 0.2 0.4 0.6 0.8 1",
            "0-1(+.25) | 0 0.25 0.5 0.75 1",
            "-0.1-0.1[3] | -0.1 0 0.1", "0.1-0.5(+0.1) | 0.1 0.2 0.3 0.4 0.5", "0.7 | 0.7", "1-10[1] | 1"})
    void otherNumbers(String text, String expected) {
        assertThat(AxisValues.parse("alpha", text, true, false)).containsExactly(expected.split(" "));
    }

    @Test
    void textsAreDividedByCommasThatNoQuotesKeep() {
        assertThat(AxisValues.parse("s/r", " red hair , \"a, \"\"b\"\"\",,\"\", 1-3 ,5\" wide", false, false))
                .containsExactly("red hair", "a, \"b\"", "", "1-3", "5\" wide");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-5(-1)", "1-5(0)", "0-1000000", "1-5[0]", "1-5[5000]", "", " , "})
    void rangesWithoutAnEndAreRefused(String text) {
        assertThatThrownBy(() -> whole(text)).isInstanceOf(GridException.class).hasMessageStartingWith("axis steps: ");
    }
}
