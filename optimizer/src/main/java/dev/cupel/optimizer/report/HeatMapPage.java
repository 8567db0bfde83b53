package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.each;
import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.HeatMap.Cell;
import java.util.Locale;
import java.util.Optional;

/** The page of a {@link HeatMap}: colours follow the square root of a number, so that small ones can be told apart. */
final class HeatMapPage {

    private static final String STYLE = """
            .heat { width: auto; } .heat td, .heat th { padding: 4px 12px; text-align: right; }
            .heat tbody th { text-align: left; white-space: nowrap; } .heat td { min-width: 5.5em; }""";

    private HeatMapPage() {}

    static String html(HeatMap map) {
        Ramp ramp = ramp(map);
        String head = "<tr><td></td>" + each(map.columns(), column -> "<th scope=\"col\">" + escape(column) + "</th>")
                + "</tr>";
        String body = "<tbody>" + each(map.rows(), row -> "<tr><th scope=\"row\">%s</th>%s</tr>".formatted(
                escape(row.name()), each(row.cells(), cell -> cell(cell, ramp)))) + "</tbody>";
        return Html.head("default-src 'none'; style-src 'unsafe-inline'", map.title() + " · Cupel",
                Resource.own("page.css") + STYLE)
                + """
                        <body>
                        <header>
                        <p class="name"><b>Cupel</b></p>
                        <h1>%1$s</h1>
                        <p class="sentence">%2$s</p>
                        </header>
                        <main>
                        <section>
                        %3$s
                        </section>
                        </main>
                        </body>
                        </html>
                        """.formatted(escape(map.title()), escape(map.sentence()),
                        Html.table(map.title(), "heat", head, body));
    }

    private static Ramp ramp(HeatMap map) {
        double most = map.rows().stream().flatMap(row -> row.cells().stream()).flatMap(Optional::stream)
                .mapToDouble(Cell::value).filter(Double::isFinite).max().orElse(0);
        return new Ramp(0, most > 0 ? Math.sqrt(most) : 1);
    }

    private static String cell(Optional<Cell> cell, Ramp ramp) {
        return cell.map(found -> {
            double root = Math.sqrt(found.value());
            boolean coloured = Double.isFinite(root);
            String style = coloured
                    ? " style=\"background:%s;color:%s\"".formatted(ramp.color(root), ramp.text(root))
                    : "";
            return "<td%s title=\"%s\">%s</td>".formatted(style, escape(found.hint()), number(found.value()));
        }).orElse("<td></td>");
    }

    private static String number(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.4f", value);
    }
}
