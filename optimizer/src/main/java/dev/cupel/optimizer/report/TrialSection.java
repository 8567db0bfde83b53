package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.each;
import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.Coefficients;
import dev.cupel.optimizer.report.Report.Origin;
import dev.cupel.optimizer.report.Report.Outcome;
import dev.cupel.optimizer.report.Report.Score;
import dev.cupel.optimizer.report.Report.Trial;
import java.util.List;
import java.util.stream.Collectors;

/** The table of all trials, each with its recipe. */
final class TrialSection {

    private final Report report;
    private final Ramp ramp;

    private TrialSection(Report report, Ramp ramp) {
        this.report = report;
        this.ramp = ramp;
    }

    static String html(Report report, Ramp ramp) {
        return new TrialSection(report, ramp).table();
    }

    static String origin(Origin origin) {
        return switch (origin) {
            case BASELINE -> "baseline";
            case SOBOL -> "sobol";
            case ACQUISITION -> "acquisition";
            case REPLICATION -> "again";
        };
    }

    private String table() {
        String head = "<tr>" + column("trial", "number") + column("origin", "text")
                + (severalMethods() ? column("method", "text") : "") + column("alpha", "number")
                + column("text encoder", "number") + "<th scope=\"col\" class=\"text\">BASE, IN00 … OUT11</th>"
                + column("total", "number")
                + each(report.objectives(), objective -> column(objective.name(), "number")) + column("time", "number")
                + "<th scope=\"col\" class=\"text\">recipe</th>" + "</tr>";
        return twins() + """
                <p class="filter"><label>Filter <input type="search" id="trial-filter" autocomplete="off" \
                placeholder="baseline, stopped, failed, best …"></label> <output id="trial-count">%d trials</output></p>
                %s""".formatted(report.trials().size(),
                Html.table("Trials", "trials", head, each(report.trials(), this::row)));
    }

    private boolean severalMethods() {
        return report.trials().stream().map(Trial::method).distinct().count() > 1;
    }

    private String method(Trial trial) {
        return severalMethods() ? "<td class=\"text\">%s</td>".formatted(escape(trial.method())) : "";
    }

    private String twins() {
        List<Trial> twins = report.trials().stream().filter(trial -> trial.twin().isPresent()).toList();
        return twins.isEmpty()
                ? ""
                : "<p>Different recipes, but the same weights: %s. Maybe the method moves in steps, or a number that was searched changes nothing.</p>\n"
                        .formatted(twins.stream().map(trial -> "trial %d and trial %d".formatted(trial.index(),
                                trial.twin().getAsInt())).collect(Collectors.joining(", ")));
    }

    private static String column(String name, String kind) {
        return "<th scope=\"col\" class=\"%s\"><button type=\"button\" class=\"sort\">%s</button></th>".formatted(kind,
                escape(name));
    }

    private String row(Trial trial) {
        Coefficients found = trial.coefficients();
        boolean best = trial.index() == report.best().trial();
        return """
                <tbody class="trial%s"><tr><th scope="row" data-value="%d">%d%s</th><td class="text">%s</td>%s%s%s\
                <td><span class="strip" style="background:%s"></span></td>%s%s\
                <td class="text"><details><summary aria-label="recipe of trial %d">show</summary></details></td></tr>
                <tr class="recipe"><td colspan="%d"><p class="weights">%s</p><pre tabindex="0">%s</pre></td></tr></tbody>\
                """
                .formatted(best ? " best" : "", trial.index(), trial.index(), best ? " <em>best</em>" : "",
                        origin(trial.origin()), method(trial), coefficient(found.alpha()),
                        coefficient(found.textEncoderWeight()),
                        strip(found), scores(trial.outcome()), time(trial), trial.index(),
                        8 + (severalMethods() ? 1 : 0) + report.objectives().size(),
                        more(trial), escape(trial.recipe()));
    }

    private static String coefficient(double value) {
        return "<td data-value=\"%s\">%s</td>".formatted(value, Numbers.coefficient(value));
    }

    private static String time(Trial trial) {
        return "<td data-value=\"%s\">%s</td>".formatted(trial.seconds().total(),
                Numbers.seconds(trial.seconds().total()));
    }

    private String scores(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Scored scored -> score(scored.total(), Scores.brief(scored.total()))
                    + each(scored.objectives(), score -> score(score, Scores.mean(score)));
            case Outcome.Stopped stopped ->
                """
                        <td data-value="%s">%s</td><td class="text stopped" colspan="%d">stopped after %d of %d pictures: %s \
                        behind trial %d</td>"""
                        .formatted(stopped.total().mean(), Scores.brief(stopped.total()),
                                report.objectives().size(), stopped.pictures(), stopped.of(),
                                Numbers.score(stopped.behind()),
                                stopped.rival());
            case Outcome.Failed failed -> "<td class=\"text failure\" colspan=\"%d\">failed: %s</td>".formatted(
                    1 + report.objectives().size(), escape(failed.cause()));
        };
    }

    private static String score(Score score, String html) {
        return switch (score) {
            case Score.Measured measured -> "<td data-value=\"%s\">%s</td>".formatted(measured.mean(), html);
            case Score.Missing missing -> "<td class=\"absent\">%s</td>".formatted(html);
        };
    }

    /** What the columns have no room for: each objective with its error, each block with its weight. */
    private String more(Trial trial) {
        StringBuilder text = new StringBuilder();
        if (trial.outcome() instanceof Outcome.Scored scored) {
            for (int i = 0; i < scored.objectives().size(); i++) {
                text.append("<span>%s&nbsp;%s</span> ".formatted(escape(report.objectives().get(i).name()),
                        Scores.brief(scored.objectives().get(i))));
            }
            text.append("<br>");
        }
        return text + weights(trial.coefficients());
    }

    /** The 26 effective coefficients as bands of colour from BASE to OUT11. */
    private String strip(Coefficients found) {
        StringBuilder bands = new StringBuilder("linear-gradient(90deg");
        List<Double> weights = found.weights();
        for (int i = 0; i < weights.size(); i++) {
            bands.append(",%s 0 %d%%".formatted(ramp.color(found.alpha() * weights.get(i)),
                    Math.round(100.0 * (i + 1) / weights.size())));
        }
        return bands.append(')').toString();
    }

    private static String weights(Coefficients found) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < found.weights().size(); i++) {
            text.append("<span>%s&nbsp;%s</span> ".formatted(Blocks.NAMES.get(i),
                    Numbers.coefficient(found.weights().get(i))));
        }
        found.parts().forEach((part, weight) -> text
                .append("<span>%s&nbsp;%s</span> ".formatted(part, Numbers.coefficient(weight))));
        found.rules().forEach(rule -> text.append("<span>%s</span> ".formatted(escape(rule))));
        return text.toString();
    }
}
