package dev.cupel.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpaceTest {
    private static final Space SPACE = Space.of(Axis.linear("alpha", 0, 1.5), Axis.linear("IN00", -1, 1));

    @Test
    void valuesKeepTheOrderOfTheAxes() {
        assertThat(SPACE.values(new double[]{0.5, 0.25})).containsExactly(Map.entry("alpha", 0.75),
                Map.entry("IN00", -0.5));
    }

    @Test
    void pointUndoesValues() {
        double[] point = {0.123, 0.987};

        assertThat(SPACE.point(SPACE.values(point))).containsExactly(point, within(1e-15));
    }

    @Test
    void pointNeedsEveryAxisAndNoOther() {
        assertThatThrownBy(() -> SPACE.point(Map.of("alpha", 1.0))).isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("'IN00' has none")
                .hasMessageContaining("\nMaybe add it: its range is [-1.0, 1.0]");
        assertThatThrownBy(() -> SPACE.point(Map.of("alpha", 1.0, "IN00", 0.0, "IN01", 0.0)))
                .isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("no axis 'IN01'").hasMessageContaining("\nMaybe ");
    }

    @Test
    void aPointMustBeInTheCube() {
        assertThatThrownBy(() -> SPACE.checked(new double[]{0.5})).isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("must have 2 coordinates");
        assertThatThrownBy(() -> SPACE.checked(new double[]{0.5, 1.5})).isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("axis 'IN00'").hasMessageContaining("but it is 1.5");
        assertThatThrownBy(() -> SPACE.checked(new double[]{Double.NaN, 0})).isInstanceOf(InvalidSpaceException.class);
    }

    @Test
    void namesMustDifferAndAxesMustBeNeitherNoneNorTooMany() {
        assertThatThrownBy(() -> Space.of(Axis.linear("a", 0, 1), Axis.linear("a", 0, 2)))
                .isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("'a' is there twice");
        assertThatThrownBy(() -> new Space(List.of())).isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("it has 0");
        List<Axis> many = IntStream.range(0, 65).mapToObj(j -> Axis.linear("x" + j, 0, 1)).toList();
        assertThatThrownBy(() -> new Space(many)).isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("it has 65");
    }
}
