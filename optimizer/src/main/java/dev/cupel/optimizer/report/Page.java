package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.Contender;
import dev.cupel.optimizer.report.Report.Outcome;
import dev.cupel.optimizer.report.Report.Score;
import dev.cupel.optimizer.report.Report.Trial;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Puts the chapters, the style, the scripts and the chart library into {@code page.html}. */
final class Page {

    private static final String VEGA = "vega/5.32.0/vega.min.js";
    private static final String VEGA_LITE = "vega-lite/5.23.0/vega-lite.min.js";

    private Page() {}

    static String html(Report report) {
        List<String> scripts = List.of(Resource.webjar(VEGA), Resource.webjar(VEGA_LITE), Resource.own("charts.js"),
                Resource.own("page.js"));
        Ramp ramp = ramp(report);
        Verdict verdict = Verdict.of(report);
        Map<String, String> parts = new HashMap<>();
        parts.put("head", Html.head(policy(scripts), report.name() + " · Cupel report", Resource.own("page.css")));
        parts.put("name", escape(report.name()));
        parts.put("when", when(report));
        parts.put("headline", verdict.headline());
        parts.put("sentence", verdict.sentence());
        parts.put("figures", figures(report));
        parts.put("pictures", PictureSection.html(report.pictures()));
        parts.put("merge", MergeSection.html(report.best(), ramp));
        parts.put("scores", ScoreSection.html(report));
        parts.put("front", FrontSection.html(report));
        parts.put("finals", FinalSection.html(report));
        parts.put("convergence", SearchSection.convergence(report));
        parts.put("influence", SearchSection.influence(report));
        parts.put("trials", TrialSection.html(report, ramp));
        parts.put("time", SearchSection.time(report.trials()));
        parts.put("commands", ProvenanceSection.commands(report.commands()));
        parts.put("provenance", ProvenanceSection.html(report.provenance()));
        parts.put("licences", escape(Resource.own("licences.txt")));
        parts.put("data", Html.json(ChartValues.json(report)));
        parts.put("scripts", scripts.stream().map(script -> "<script>" + script + "</script>")
                .collect(Collectors.joining("\n")));
        return Html.fill(Resource.own("page.html"), parts);
    }

    /** Allows these scripts by their hash, pictures as data, and nothing from anywhere else. */
    private static String policy(List<String> scripts) {
        // 'unsafe-eval': Vega compiles its expressions; a script that a text smuggled in has no hash and does not run
        String hashes = scripts.stream().map(Html::source)
                .collect(Collectors.joining(" "));
        return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
                + "script-src 'unsafe-eval' " + hashes;
    }

    /** One scale of colours for the whole page: from 0 or below to 1 or above, in steps of a half. */
    private static Ramp ramp(Report report) {
        List<Double> products = Stream.concat(Stream.of(report.best().coefficients()),
                report.trials().stream().map(Trial::coefficients))
                .flatMap(found -> Stream.concat(found.weights().stream(), found.parts().values().stream())
                        .map(weight -> found.alpha() * weight))
                .toList();
        double low = products.stream().mapToDouble(value -> value).min().orElse(0);
        double high = products.stream().mapToDouble(value -> value).max().orElse(1);
        return new Ramp(Math.min(0, Math.floor(2 * low) / 2), Math.max(1, Math.ceil(2 * high) / 2));
    }

    private static String when(Report report) {
        return "%s, %s".formatted(Numbers.minute(report.started()),
                Numbers.duration(Duration.between(report.started(), report.finished())));
    }

    private static String figures(Report report) {
        List<Trial> trials = report.trials();
        long stopped = trials.stream().filter(trial -> trial.outcome() instanceof Outcome.Stopped).count();
        long failed = trials.stream().filter(trial -> trial.outcome() instanceof Outcome.Failed).count();
        DoubleStream seconds = trials.stream().mapToDouble(trial -> trial.seconds().total());
        return figure("alpha", Numbers.coefficient(report.best().coefficients().alpha()), "times 26 block weights")
                + ahead(report, Contender.BEST_UNIFORM, "over best uniform")
                + ahead(report, Contender.TUNED, "over tuned model")
                + ahead(report, Contender.NEW_BASE, "over new base")
                + figure("trials", Integer.toString(trials.size()), "%s each%s%s".formatted(
                        Numbers.seconds(seconds.average().orElse(0)),
                        stopped == 0 ? "" : ", " + stopped + " stopped early",
                        failed == 0 ? "" : ", " + failed + " failed"));
    }

    private static String ahead(Report report, Contender contender, String label) {
        return Scores.row(report.heldOut(), contender).map(row -> switch (row.total().foundAhead()) {
            case Score.Measured difference -> figure(label, Numbers.difference(difference.mean()),
                    "[%s, %s] %s".formatted(Numbers.score(difference.low()), Numbers.score(difference.high()),
                            Scores.word(difference)));
            case Score.Missing missing -> figure(label, "–", "not measured");
        }).orElse("");
    }

    private static String figure(String label, String value, String note) {
        return "<div><dt>%s</dt><dd>%s</dd><dd class=\"note\">%s</dd></div>\n".formatted(label,
                value, escape(note));
    }
}
