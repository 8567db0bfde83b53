package dev.cupel.optimizer.cli;

import dev.cupel.merger.difference.Difference;
import dev.cupel.merger.difference.Distance;
import dev.cupel.merger.difference.LayerKind;
import dev.cupel.optimizer.report.HeatMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The difference of two checkpoints as a text for a terminal, and as a heat map. */
final class DifferenceTable {

    private static final String ROW = "%-14s %9s %12s %12s %12s%n";
    private static final int MOST_NAMES = 5;

    private final String first;
    private final String second;
    private final Difference difference;

    /**
     * @param first what to call the model that distances are relative to
     * @param second what to call the other one
     */
    DifferenceTable(String first, String second, Difference difference) {
        this.first = first;
        this.second = second;
        this.difference = difference;
    }

    /** Several lines: per part how many tensors differ, the relative distance, the cosine and the largest difference. */
    String text() {
        StringBuilder text = new StringBuilder("from %s to %s%n%n".formatted(first, second));
        text.append(ROW.formatted("part", "differing", "relative L2", "cosine", "largest"));
        difference.parts().forEach((part, kinds) -> text.append(row(part, Difference.total(kinds))));
        text.append(row("all", difference.total()));
        names(text, "only in " + first, difference.onlyFirst());
        names(text, "only in " + second, difference.onlySecond());
        names(text, "of another shape", difference.otherShape());
        return text.toString();
    }

    private static String row(String name, Distance distance) {
        return ROW.formatted(name, distance.differing() + "/" + distance.tensors(), number("%.6f", distance.relative()),
                number("%.6f", distance.cosine()), number("%.3g", distance.largest()));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static void names(StringBuilder text, String what, List<String> names) {
        if (!names.isEmpty()) {
            text.append("%n%s: %d tensors, such as %s".formatted(what, names.size(),
                    String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())))));
        }
    }

    /** Parts and kinds of layers in the colours of their relative distances. */
    HeatMap heatMap() {
        List<String> columns = new ArrayList<>(List.of("all"));
        for (LayerKind kind : LayerKind.values()) {
            columns.add(kind.name().toLowerCase(Locale.ROOT));
        }
        List<HeatMap.Row> rows = new ArrayList<>();
        difference.parts().forEach((part, kinds) -> rows.add(row(part, kinds)));
        String sentence = "The distance of each block, relative to the size of the first model's weights (L2 norms): "
                + "0 is equal, 1 is as far away as zeros would be. All together: %s, cosine %s.".formatted(
                        number("%.4f", difference.total().relative()), number("%.4f", difference.total().cosine()));
        return new HeatMap("From " + first + " to " + second, sentence, columns, rows);
    }

    private static HeatMap.Row row(String part, Map<LayerKind, Distance> kinds) {
        List<Optional<HeatMap.Cell>> cells = new ArrayList<>();
        cells.add(Optional.of(cell(Difference.total(kinds))));
        for (LayerKind kind : LayerKind.values()) {
            cells.add(Optional.ofNullable(kinds.get(kind)).map(DifferenceTable::cell));
        }
        return new HeatMap.Row(part, cells);
    }

    private static HeatMap.Cell cell(Distance distance) {
        return new HeatMap.Cell(distance.relative(),
                "%d of %d tensors differ, cosine %s, largest difference %s".formatted(
                        distance.differing(), distance.tensors(), number("%.6f", distance.cosine()),
                        number("%.3g", distance.largest())));
    }
}
