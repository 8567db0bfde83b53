package dev.cupel.optimizer.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.weight.Weighting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GridTest {

    private static final Sketch START = Sketch.of(
            Infotext.parse("1girl, red hair\nNegative prompt: red\nSteps: 20, Sampler: Euler, Seed: 5"),
            Path.of("a.json"));

    private static Sketch only(String axis, int at) {
        return GridAxis.parse(axis).applied(START, at);
    }

    @Test
    void cellsRunThroughColumnsThenRowsThenSheets() {
        Grid grid = Grid.of(Optional.of(GridAxis.parse("steps: 1, 2")), Optional.empty(),
                Optional.of(GridAxis.parse("cfg: 3, 4")));

        List<Grid.Cell> cells = grid.cells(START);

        assertThat(grid.count()).isEqualTo(4);
        assertThat(cells).extracting(cell -> cell.x() + "" + cell.y() + cell.z()).containsExactly("000", "100", "001",
                "101");
        assertThat(cells.getLast().sketch().text().parameters()).containsEntry("Steps", "2")
                .containsEntry("CFG scale", "4")
                .containsEntry("Seed", "5");
        assertThat(grid.label(cells.getLast())).isEqualTo("Steps: 2 · CFG scale: 4");
    }

    @Test
    void textsOfThePromptsAreReplaced() {
        assertThat(only("prompt s/r: red, blue, green", 0).text()).isEqualTo(START.text());
        assertThat(only("Prompt S/R: red, blue, green", 2).text().prompt()).isEqualTo("1girl, green hair");
        assertThat(only("s/r: red, blue", 1).text().negativePrompt()).isEqualTo("blue");
        assertThat(only("prompt: \"a, b\", c", 0).text().prompt()).isEqualTo("a, b");
        assertThat(only("negative prompt: x", 0).text().negativePrompt()).isEqualTo("x");
        assertThatThrownBy(() -> only("s/r: black, white", 1)).isInstanceOf(GridException.class)
                .hasMessageContaining("'black' is not");
    }

    @Test
    void numbersOfAMergeAreChangedWhereTheyAre() {
        Coefficients own = new Coefficients(new Strength(0.5, Weighting.parse("GRAD_V; IN00:attn1:0.25")),
                Strength.NONE);

        assertThat(only("alpha: 0-1[3]", 1).coefficients(own).alpha()).isEqualTo(own.alpha());
        assertThat(only("alpha: 0-1[3]", 2).coefficients(own).alpha())
                .isEqualTo(new Strength(1, own.alpha().weights()));
        assertThat(only("IN04: 0, 0.125", 1).coefficients(own).alpha().weights())
                .isEqualTo(Weighting.parse("GRAD_V,IN04=0.125; IN00:attn1:0.25"));
        assertThat(only("OUT09..OUT11: 2", 0).coefficients(own).alpha().weights())
                .isEqualTo(Weighting.parse("GRAD_V,OUT09..OUT11=2; IN00:attn1:0.25"));
        assertThat(only("weights: GRAD_A, \"GRAD_A,GRAD_V@0.5\"", 1).coefficients(own).alpha())
                .isEqualTo(new Strength(0.5, Weighting.parse("GRAD_A,GRAD_V@0.5")));
        assertThat(only("beta: 0.75", 0).coefficients(own).beta().value()).isEqualTo(0.75);
        assertThat(only("alpha: 0.25", 0).merge()).isEqualTo("alpha=0.25");
        assertThatThrownBy(() -> only("alpha: much", 0).coefficients(own)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be numbers, but one is 'much'");
    }

    @Test
    void modelsAreNamedByTheirFiles() {
        GridAxis axis = GridAxis.parse("model: models/b.safetensors, c.yaml");

        assertThat(axis.applied(START, 1).model()).isEqualTo(Path.of("c.yaml"));
        assertThat(axis.label(0)).isEqualTo("b");
        assertThat(GridAxis.withPaths("model: b.ckpt", Path.of("/x")))
                .isEqualTo("model: \"" + Path.of("/x/b.ckpt") + "\"");
        assertThat(GridAxis.withPaths("steps: 1-3", Path.of("/x"))).isEqualTo("steps: 1-3");
    }

    @Test
    void unknownAxesNameTheNearest() {
        assertThatThrownBy(() -> GridAxis.parse("smapler: Euler"))
                .hasMessage("there is no axis 'smapler'.\nMaybe Sampler is meant.");
        assertThatThrownBy(() -> GridAxis.parse("IN99: 1")).hasMessageStartingWith("there is no axis 'IN99'.\n");
        assertThatThrownBy(() -> GridAxis.parse("steps")).hasMessageContaining("must be a name, a colon and values");
    }
}
