package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.each;
import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.Front;
import dev.cupel.optimizer.report.Report.Outcome;
import dev.cupel.optimizer.report.Report.Trial;
import java.util.List;
import java.util.Optional;

/** The trials among which only a person's wish can choose. */
final class FrontSection {

    private FrontSection() {}

    /** The chapter; nothing if the search was for one number. */
    static String html(Report report) {
        return report.front().map(front -> chapter(report, front)).orElse("");
    }

    private static String chapter(Report report, Front front) {
        List<String> names = front.objectives().stream().map(place -> report.objectives().get(place).name()).toList();
        String head = "<tr><th scope=\"col\">trial</th>"
                + each(names, name -> "<th scope=\"col\">%s</th>".formatted(escape(name)))
                + "<th scope=\"col\">total</th></tr>";
        String rows = each(front.trials(), index -> row(report, front, index));
        return """
                <section id="front"><h2>The front</h2>
                <p>No trial surpasses one of these in all of %s, as the models of the scores know them. The scores are those on the \
                prompts of the search. The found merge (ring) is the one with the highest total by the weights.%s</p>
                <div class="chart" data-chart="front" role="img" \
                aria-label="%s against %s of each trial; the table has the numbers of the front"></div>
                %s
                </section>"""
                .formatted(escape(String.join(", ", names)), others(names.size()), escape(names.get(1)),
                        escape(names.get(0)), Html.table("The front", "front", head, "<tbody>" + rows + "</tbody>"));
    }

    /** What the chart, of two axes, does with further objectives. */
    private static String others(int objectives) {
        return objectives > 2 ? " The chart has the first two as its axes; at a point it says all." : "";
    }

    private static String row(Report report, Front front, int index) {
        Optional<Outcome> outcome = report.trials().stream().filter(each -> each.index() == index).map(Trial::outcome)
                .findFirst();
        if (!(outcome.orElse(null) instanceof Outcome.Scored scored)) {
            return "";
        }
        return "<tr><th scope=\"row\">%d%s</th>%s<td>%s</td></tr>".formatted(index,
                index == report.best().trial() ? " <em>best</em>" : "",
                each(front.objectives(),
                        place -> "<td>%s</td>".formatted(Scores.brief(scored.objectives().get(place)))),
                Scores.brief(scored.total()));
    }
}
