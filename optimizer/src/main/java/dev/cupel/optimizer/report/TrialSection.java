package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.each;
import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.Coefficients;
import dev.cupel.optimizer.report.Report.Origin;
import dev.cupel.optimizer.report.Report.Outcome;
import dev.cupel.optimizer.report.Report.Score;
import dev.cupel.optimizer.report.Report.Trial;
import java.util.List;

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
        };
    }

    private String table() {
        String head = "<tr>" + column("trial", true) + column("origin", true) + column("alpha", true)
                + column("text encoder", true) + column("blocks", false) + column("total", true)
                + each(report.objectives(), objective -> column(objective.name(), true)) + column("time", true)
                + column("recipe", false) + "</tr>";
        return """
                <p class="filter"><label>Filter <input type="search" id="trial-filter" autocomplete="off" \
                placeholder="baseline, failed, best …"></label> <output id="trial-count">%d trials</output></p>
                %s""".formatted(report.trials().size(),
                Html.table("Trials", "trials", head, each(report.trials(), this::row)));
    }

    private static String column(String name, boolean sorted) {
        return sorted
                ? "<th scope=\"col\"><button type=\"button\" class=\"sort\">" + escape(name) + "</button></th>"
                : "<th scope=\"col\">" + escape(name) + "</th>";
    }

    private String row(Trial trial) {
        Coefficients found = trial.coefficients();
        boolean best = trial.index() == report.best().trial();
        return """
                <tbody class="trial%s"><tr><th scope="row" data-value="%d">%d%s</th><td class="text">%s</td>%s%s\
                <td><span class="strip" style="background:%s"></span></td>%s%s\
                <td class="text"><details><summary aria-label="recipe of trial %d">show</summary></details></td></tr>
                <tr class="recipe"><td colspan="%d"><p class="weights">%s</p><pre tabindex="0">%s</pre></td></tr></tbody>\
                """
                .formatted(best ? " best" : "", trial.index(), trial.index(), best ? " <em>best</em>" : "",
                        origin(trial.origin()), coefficient(found.alpha()), coefficient(found.textEncoderWeight()),
                        strip(found), scores(trial.outcome()), time(trial), trial.index(),
                        8 + report.objectives().size(),
                        weights(found), escape(trial.recipe()));
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
            case Outcome.Scored scored -> score(scored.total()) + each(scored.objectives(), TrialSection::score);
            case Outcome.Failed failed -> "<td class=\"text failure\" colspan=\"%d\">failed: %s</td>".formatted(
                    1 + report.objectives().size(), escape(failed.cause()));
        };
    }

    private static String score(Score score) {
        return switch (score) {
            case Score.Measured measured -> "<td data-value=\"%s\">%s</td>".formatted(measured.mean(),
                    Scores.brief(measured));
            case Score.Missing missing -> "<td>" + Scores.brief(missing) + "</td>";
        };
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
        return text.toString();
    }
}
