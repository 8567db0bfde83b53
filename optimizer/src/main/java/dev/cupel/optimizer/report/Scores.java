package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.Contender;
import dev.cupel.optimizer.report.Report.Row;
import dev.cupel.optimizer.report.Report.Score;
import dev.cupel.optimizer.report.Report.ScoreTable;
import java.util.Optional;

/** How the page writes scores, differences and whose they are. */
final class Scores {

    private Scores() {}

    static Optional<Row> row(ScoreTable table, Contender contender) {
        return table.rows().stream().filter(row -> row.contender() == contender).findFirst();
    }

    static String name(Row row) {
        return switch (row.contender()) {
            case FOUND -> "Found merge";
            case BEST_UNIFORM -> "Best uniform alpha" + (row.alpha().isPresent()
                    ? " (" + Numbers.coefficient(row.alpha().getAsDouble()) + ")"
                    : "");
            case TUNED -> "Tuned model";
            case NEW_BASE -> "New base";
        };
    }

    static String lowerCaseName(Row row) {
        String name = name(row);
        return "the " + Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** A style class, also used by the charts. */
    static String key(Contender contender) {
        return switch (contender) {
            case FOUND -> "found";
            case BEST_UNIFORM -> "uniform";
            case TUNED -> "tuned";
            case NEW_BASE -> "new-base";
        };
    }

    static String word(Score.Measured difference) {
        return difference.distinguishable() ? "distinguishable" : "not distinguishable";
    }

    /** Mean, standard error and interval, as HTML. */
    static String score(Score score) {
        return switch (score) {
            case Score.Measured measured -> """
                    <span class="mean">%s</span> <span class="error">± %s</span>\
                    <span class="interval">[%s, %s]</span>""".formatted(Numbers.score(measured.mean()),
                    Numbers.score(measured.standardError()), Numbers.score(measured.low()),
                    Numbers.score(measured.high()));
            case Score.Missing missing -> missing(missing);
        };
    }

    /** Difference, interval and whether it is distinguishable from none, as HTML. */
    static String difference(Score score) {
        return switch (score) {
            case Score.Measured measured -> """
                    <span class="mean">%s</span> <span class="error">± %s</span>\
                    <span class="interval">[%s, %s]</span><span class="word %s">%s</span>""".formatted(
                    Numbers.difference(measured.mean()), Numbers.score(measured.standardError()),
                    Numbers.score(measured.low()), Numbers.score(measured.high()),
                    measured.distinguishable() ? measured.mean() > 0 ? "ahead" : "behind" : "same", word(measured));
            case Score.Missing missing -> missing(missing);
        };
    }

    /** The mean alone, as HTML. */
    static String mean(Score score) {
        return switch (score) {
            case Score.Measured measured -> Numbers.score(measured.mean());
            case Score.Missing missing -> brief(missing);
        };
    }

    /** Mean and standard error in one line, as HTML. */
    static String brief(Score score) {
        return switch (score) {
            case Score.Measured measured -> """
                    <span class="mean">%s</span> <span class="error">± %s</span>""".formatted(
                    Numbers.score(measured.mean()), Numbers.score(measured.standardError()));
            case Score.Missing missing -> """
                    <span class="missing" title="%s">not measured</span>""".formatted(escape(missing.cause()));
        };
    }

    private static String missing(Score.Missing missing) {
        return "<span class=\"missing\">not measured</span>"
                + (missing.cause().isEmpty() ? "" : "<span class=\"cause\">" + escape(missing.cause()) + "</span>");
    }
}
