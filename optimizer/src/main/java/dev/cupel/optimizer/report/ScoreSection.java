package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.each;
import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.Cell;
import dev.cupel.optimizer.report.Report.Contender;
import dev.cupel.optimizer.report.Report.Objective;
import dev.cupel.optimizer.report.Report.Row;
import dev.cupel.optimizer.report.Report.ScoreTable;
import java.util.List;
import java.util.function.Function;

/** The scores of the found merge and of what it has to beat. */
final class ScoreSection {

    private ScoreSection() {}

    static String html(Report report) {
        return """
                <h3>On held-out prompts</h3>
                <p>%s</p>
                %s
                <div class="charts ahead">
                %s
                </div>
                <h3>What is scored</h3>
                <dl class="facts wide">
                %s
                </dl>
                %s""".formatted(size(report.heldOut(), "that the search never saw"),
                tables(report, report.heldOut(), "held-out prompts"), charts(report), each(report.objectives(),
                        objective -> "<dt>%s</dt><dd>%s</dd>".formatted(escape(objective.name()),
                                escape(objective.meaning()))),
                Html.closed("Scores on the prompts of the search", search(report)));
    }

    private static String search(Report report) {
        return """
                <p>%s The found merge was chosen because it scored high here, so these numbers flatter it. \
                Believe the held-out ones.</p>
                %s""".formatted(size(report.search(), "that the search learned from"),
                tables(report, report.search(), "search prompts"));
    }

    private static String size(ScoreTable table, String which) {
        return "%s %s, %s for each row.".formatted(Numbers.count(table.prompts(), "prompt"), which,
                Numbers.count(table.pictures(), "picture"));
    }

    private static String tables(Report report, ScoreTable table, String where) {
        if (table.rows().isEmpty()) {
            return "<p class=\"missing\">not measured</p>";
        }
        List<Row> others = table.rows().stream().filter(row -> row.contender() != Contender.FOUND).toList();
        String ahead = others.isEmpty()
                ? ""
                : """
                        <p class="label">How far the found merge is ahead of each, same prompts and seeds (paired)</p>
                        %s""".formatted(grid(report, "Differences on " + where, others,
                        cell -> Scores.difference(cell.foundAhead())));
        return """
                <p class="label">Scores: mean ± standard error [95&nbsp;%% interval]; larger is better</p>
                %s
                %s""".formatted(grid(report, "Scores on " + where, table.rows(), cell -> Scores.score(cell.score())),
                ahead);
    }

    private static String grid(Report report, String label, List<Row> rows, Function<Cell, String> content) {
        String head = "<tr><td></td><th scope=\"col\">total</th>" + each(report.objectives(),
                objective -> "<th scope=\"col\">" + escape(objective.name()) + "</th>") + "</tr>";
        String body = each(rows,
                row -> """
                        <tr class="%s"><th scope="row"><i class="swatch"></i>%s</th><td class="total">%s</td>%s</tr>"""
                        .formatted(
                                Scores.key(row.contender()), escape(Scores.name(row)), content.apply(row.total()),
                                each(row.objectives(), cell -> "<td>" + content.apply(cell) + "</td>")));
        return Html.table(label, "scores", head, "<tbody>" + body + "</tbody>");
    }

    /** One place for a chart per column; the chart reads its data by the index. */
    private static String charts(Report report) {
        StringBuilder charts = new StringBuilder(chart(0, "total"));
        List<Objective> objectives = report.objectives();
        for (int i = 0; i < objectives.size(); i++) {
            charts.append(chart(1 + i, objectives.get(i).name()));
        }
        return charts.toString();
    }

    private static String chart(int index, String name) {
        return """
                <figure><figcaption>Found merge ahead: <b>%1$s</b></figcaption>
                <div class="chart" data-chart="ahead" data-index="%2$d" role="img" \
                aria-label="Differences in %1$s with their intervals; the table above has the numbers"></div></figure>
                """.formatted(escape(name), index);
    }
}
