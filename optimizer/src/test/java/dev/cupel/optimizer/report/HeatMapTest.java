package dev.cupel.optimizer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeatMapTest {

    private static HeatMap map(double... values) {
        List<HeatMap.Row> rows = Arrays.stream(values).mapToObj(value -> new HeatMap.Row("r" + value,
                List.of(Optional.of(new HeatMap.Cell(value, "hint")), Optional.empty()))).toList();
        return new HeatMap("<title>", "a & b", List.of("one", "two"), rows);
    }

    @Test
    void theLargestNumberIsTheDarkestAndAQuarterOfItIsHalfWay() {
        Ramp ramp = new Ramp(0, 1);
        String html = map(4, 1, 0).html();

        assertThat(html).contains("background:" + ramp.color(1), "background:" + ramp.color(0.5),
                "background:" + ramp.color(0), ">4.0000<", ">1.0000<", ">0<");
    }

    @Test
    void textsAreEscapedAndNothingIsLoaded() {
        String html = map(1).html();

        assertThat(html).contains("&lt;title&gt;", "a &amp; b", "default-src 'none'").doesNotContain("<title>,",
                "http://", "https://", "<script");
    }

    @Test
    void whatIsNotFiniteHasNoColour() {
        assertThat(map(Double.POSITIVE_INFINITY, Double.NaN).html()).contains("<td title=\"hint\">Infinity</td>",
                "<td title=\"hint\">NaN</td>");
    }

    @Test
    void rowsHaveACellPerColumn() {
        List<HeatMap.Row> rows = List.of(new HeatMap.Row("r", List.of()));

        assertThatThrownBy(() -> new HeatMap("t", "s", List.of("one"), rows))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("must have 1 cells, but has 0");
    }
}
