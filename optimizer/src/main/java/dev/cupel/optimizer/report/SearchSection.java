package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.Axis;
import dev.cupel.optimizer.report.Report.Contender;
import dev.cupel.optimizer.report.Report.Origin;
import dev.cupel.optimizer.report.Report.Outcome;
import dev.cupel.optimizer.report.Report.Row;
import dev.cupel.optimizer.report.Report.Score;
import dev.cupel.optimizer.report.Report.Seconds;
import dev.cupel.optimizer.report.Report.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How the search went: convergence, what mattered, where the time went. */
final class SearchSection {

    /** Axes shown at once; the others open on a click. */
    private static final int SHOWN = 12;

    private SearchSection() {}

    static String convergence(Report report) {
        long failed = report.trials().stream().filter(trial -> trial.outcome() instanceof Outcome.Failed).count();
        return """
                <p>Every trial with its standard error, in the order of the search, on the prompts of the search; %s. \
                The line is the best as the model of the scores knows it: it shrinks lucky trials, so it may lie below \
                the highest point and may fall when more is learned.%s%s</p>
                <ul class="legend">%s</ul>
                <div class="chart" data-chart="convergence" role="img" \
                aria-label="Score of each trial; the table of trials has the numbers"></div>""".formatted(
                failed == 0 ? "none failed" : failed + " failed", saved(report), luck(report),
                legend(report.trials().stream().anyMatch(trial -> trial.origin() == Origin.REPLICATION),
                        report.trials().stream().anyMatch(trial -> trial.outcome() instanceof Outcome.Stopped),
                        failed > 0));
    }

    /** What racing saved. */
    private static String saved(Report report) {
        List<Outcome.Stopped> stopped = report.trials().stream().map(Trial::outcome)
                .filter(Outcome.Stopped.class::isInstance).map(Outcome.Stopped.class::cast).toList();
        if (stopped.isEmpty()) {
            return "";
        }
        int saved = stopped.stream().mapToInt(each -> each.of() - each.pictures()).sum();
        int all = report.trials().size() * stopped.getFirst().of();
        return " %d were stopped early, as they could not catch up with the best trial of that time, and their score is an estimate: that saved %d pictures (%s)."
                .formatted(stopped.size(), saved, Numbers.percent(saved / (double) all));
    }

    /** What the found merge scored where it was chosen, beside what it scores where nobody chose. */
    private static String luck(Report report) {
        Optional<Score.Measured> chosen = report.trials().stream()
                .filter(trial -> trial.index() == report.best().trial()).map(Trial::outcome)
                .flatMap(outcome -> outcome instanceof Outcome.Scored scored
                        ? Stream.of(scored.total())
                        : Stream.empty())
                .findFirst();
        Optional<Row> heldOut = Scores.row(report.heldOut(), Contender.FOUND);
        if (chosen.isPresent() && heldOut.isPresent()
                && heldOut.get().total().score() instanceof Score.Measured confirmed) {
            return " The found merge (ring) scored %s here and was chosen for it%s; on held-out prompts it scores %s."
                    .formatted(Numbers.score(chosen.get().mean()),
                            report.finals().isPresent() ? ", and for what it scored in the final comparison" : "",
                            Numbers.score(confirmed.mean()));
        }
        return "";
    }

    private static String legend(boolean again, boolean stopped, boolean failed) {
        String line = "<path d=\"M0 10h6v-6h8\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>";
        String cross = "<path d=\"M3 3l8 8m0-8l-8 8\" stroke=\"currentColor\" stroke-width=\"2\"/>";
        return legend("baseline", "<rect x=\"3\" y=\"3\" width=\"8\" height=\"8\"/>", "baseline")
                + legend("sobol", "<path d=\"M7 2l5 9h-10z\"/>", "space-filling start (Sobol)")
                + legend("acquisition", "<circle cx=\"7\" cy=\"7\" r=\"4.5\"/>", "proposed by the search")
                + (again ? legend("again", "<path d=\"M7 1l6 6-6 6-6-6z\"/>", "the best drawn again, other seeds") : "")
                + legend("best", line, "best so far (posterior mean)")
                + (stopped
                        ? legend("stopped", "<path d=\"M3 7h8\" stroke=\"currentColor\" stroke-width=\"2\"/>",
                                "stopped early: estimate")
                        : "")
                + (failed ? legend("failed", cross, "failed") : "");
    }

    private static String legend(String kind, String shape, String text) {
        return "<li class=\"%s\"><svg width=\"14\" height=\"14\" aria-hidden=\"true\">%s</svg> %s</li>".formatted(kind,
                shape, text);
    }

    static String influence(Report report) {
        List<Axis> axes = report.axes();
        if (axes.isEmpty()) {
            return "<p>Nothing was free to change.</p>";
        }
        double most = axes.stream().mapToDouble(axis -> axis.importance().orElse(0)).max().orElse(0);
        List<Integer> order = IntStream.range(0, axes.size()).boxed()
                .sorted(Comparator.comparingDouble(i -> -axes.get(i).importance().orElse(0))).toList();
        int shown = Math.min(SHOWN, axes.size());
        String more = shown == axes.size()
                ? ""
                : Html.closed("%d more".formatted(axes.size() - shown),
                        charts(axes, order.subList(shown, axes.size()), most));
        String sorted = most > 0
                ? " The bar is the importance: how quickly the score changes along this axis, by the model of the search."
                : "";
        return "<p>Each point is a trial: the value of one axis, and the score.%s The ring is the found merge.</p>\n%s\n%s"
                .formatted(sorted, charts(axes, order.subList(0, shown), most), more);
    }

    private static String charts(List<Axis> axes, List<Integer> indices, double most) {
        return "<div class=\"charts influence\">"
                + Html.each(indices, index -> chart(axes.get(index), index, most)) + "</div>";
    }

    private static String chart(Axis axis, int index, double most) {
        String importance = axis.importance().isEmpty() || most <= 0
                ? ""
                : "<span class=\"importance\"><i style=\"width:%d%%\"></i></span><span class=\"number\">%s</span>"
                        .formatted(Math.round(100 * axis.importance().getAsDouble() / most),
                                Numbers.fixed(axis.importance().getAsDouble(), 2));
        return """
                <figure><figcaption><b>%1$s</b>%2$s</figcaption>
                <div class="chart" data-chart="influence" data-index="%3$d" role="img" \
                aria-label="Score against %1$s; the table of trials has the numbers"></div></figure>""".formatted(
                escape(axis.name()), importance, index);
    }

    static String time(List<Trial> trials) {
        if (trials.isEmpty()) {
            return "<p>No trial ended.</p>";
        }
        double all = trials.stream().mapToDouble(trial -> trial.seconds().total()).sum();
        String body = part("merge", "applying the recipe to the live weights", trials, Seconds::merge, all)
                + part("draw", "drawing the pictures", trials, Seconds::draw, all)
                + part("score", "scoring them", trials, Seconds::score, all)
                + part("search", "proposing the trial", trials, Seconds::search, all)
                + part("total", "all parts", trials, Seconds::total, all);
        return """
                %s
                <div class="chart" data-chart="seconds" role="img" \
                aria-label="Seconds of each trial by part; the table above has the sums"></div>""".formatted(
                Html.table("Time by part", "time", """
                        <tr><th scope="col">part</th><th scope="col">per trial</th><th scope="col">all trials</th>\
                        <th scope="col">share</th><th scope="col"></th></tr>""", "<tbody>" + body + "</tbody>"));
    }

    private static String part(String name, String meaning, List<Trial> trials, ToDoubleFunction<Seconds> seconds,
            double all) {
        double sum = trials.stream().mapToDouble(trial -> seconds.applyAsDouble(trial.seconds())).sum();
        return """
                <tr class="part-%s"><th scope="row"><i class="swatch"></i>%s</th><td>%s</td><td>%s</td><td>%s</td>\
                <td class="text">%s</td></tr>""".formatted(name, name, Numbers.seconds(sum / trials.size()),
                Numbers.seconds(sum), all > 0 ? Numbers.percent(sum / all) : "", meaning);
    }
}
