package dev.cupel.optimizer.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A table of numbers with the colours of their sizes, as one HTML file that needs nothing beside it.
 *
 * @param title what it is about
 * @param sentence what the numbers say, in one sentence
 * @param columns their headings
 * @param rows from top to bottom
 */
public record HeatMap(String title, String sentence, List<String> columns, List<HeatMap.Row> rows) {

    /**
     * A row.
     *
     * @param name its heading
     * @param cells one per column; empty where there is nothing
     */
    public record Row(String name, List<Optional<Cell>> cells) {

        /** Copies the list. */
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /**
     * A number.
     *
     * @param value from 0; infinite and NaN are shown as such, without a colour
     * @param hint what is shown when the pointer rests on it
     */
    public record Cell(double value, String hint) {}

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if a row has another number of cells than there are columns
     */
    public HeatMap {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.cells().size() != columns.size()) {
                throw new IllegalArgumentException("row '%s' must have %d cells, but has %d".formatted(row.name(),
                        columns.size(), row.cells().size()));
            }
        }
    }

    /** The page as text; the same table gives the same characters. */
    public String html() {
        return HeatMapPage.html(this);
    }

    /**
     * Writes the page in UTF-8, over what is there.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Files.writeString(file, html(), StandardCharsets.UTF_8);
    }
}
