package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.each;

import dev.cupel.optimizer.report.Report.Finalist;
import dev.cupel.optimizer.report.Report.Finals;

/** How the best trials compare where none of them was chosen. */
final class FinalSection {

    private FinalSection() {}

    /** The chapter; nothing if they were not drawn again. */
    static String html(Report report) {
        return report.finals().map(finals -> chapter(report, finals)).orElse("");
    }

    private static String chapter(Report report, Finals finals) {
        String head = """
                <tr><th scope="col">trial</th><th scope="col">seeds of the search</th><th scope="col">fresh seeds</th>\
                <th scope="col">all</th><th scope="col">found merge ahead</th></tr>""";
        return """
                <section id="finals"><h2>The final comparison</h2>
                <p>The trials that the search believed to be the best, drawn %s more on the prompts of the search, all with the same \
                seeds, which no trial had drawn. The scores on the seeds of the search are those for which they were taken, and \
                flatter; the found merge is the one with the highest score on all. The last column is paired: the same prompts and \
                seeds.</p>
                %s
                </section>"""
                .formatted(finals.draws() == 1 ? "once" : finals.draws() + " times",
                        Html.table("The final comparison", "finals", head,
                                "<tbody>" + each(finals.finalists(), finalist -> row(report, finalist)) + "</tbody>"));
    }

    private static String row(Report report, Finalist finalist) {
        boolean best = finalist.trial() == report.best().trial();
        return "<tr><th scope=\"row\">%d%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>".formatted(
                finalist.trial(), best ? " <em>best</em>" : "", Scores.brief(finalist.search()),
                Scores.brief(finalist.fresh()), Scores.brief(finalist.all()),
                best ? "" : Scores.difference(finalist.foundAhead()));
    }
}
