package dev.cupel.optimizer.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Axes, and what each of their cells shows.
 *
 * @param x columns, from left to right
 * @param y rows, from top to bottom
 * @param z sheets, one below the other
 */
public record Grid(GridAxis x, GridAxis y, GridAxis z) {

    /** A grid of up to three axes. */
    public static Grid of(Optional<GridAxis> x, Optional<GridAxis> y, Optional<GridAxis> z) {
        return new Grid(x.orElseGet(GridAxis::none), y.orElseGet(GridAxis::none), z.orElseGet(GridAxis::none));
    }

    /**
     * A cell.
     *
     * @param sketch what it shows
     */
    public record Cell(int x, int y, int z, Sketch sketch) {}

    /** How many cells there are. */
    public long count() {
        return (long) x.values().size() * y.values().size() * z.values().size();
    }

    /**
     * All cells: sheet by sheet, row by row.
     *
     * @param start what they show but for the axes
     * @throws GridException if a value of an axis makes no sense
     */
    public List<Cell> cells(Sketch start) {
        List<Cell> cells = new ArrayList<>();
        for (int k = 0; k < z.values().size(); k++) {
            for (int j = 0; j < y.values().size(); j++) {
                for (int i = 0; i < x.values().size(); i++) {
                    cells.add(new Cell(i, j, k, z.applied(y.applied(x.applied(start, i), j), k)));
                }
            }
        }
        return cells;
    }

    /** What is written at a cell: its values, from left to right, top to bottom. */
    public String label(Cell cell) {
        List<String> labels = new ArrayList<>();
        if (x.present()) {
            labels.add(x.label(cell.x()));
        }
        if (y.present()) {
            labels.add(y.label(cell.y()));
        }
        if (z.present()) {
            labels.add(z.label(cell.z()));
        }
        return String.join(" · ", labels);
    }
}
