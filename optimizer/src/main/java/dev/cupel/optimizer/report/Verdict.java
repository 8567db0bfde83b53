package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.Contender;
import dev.cupel.optimizer.report.Report.Row;
import dev.cupel.optimizer.report.Report.Score;
import java.util.Optional;

/**
 * What the held-out scores allow to say: no more.
 *
 * <p>Two merges count as different only where the 95 % interval of their paired difference leaves 0 out.
 *
 * @param headline a short sentence, as HTML
 * @param sentence the numbers behind it, as HTML
 */
record Verdict(String headline, String sentence) {

    static Verdict of(Report report) {
        Optional<Row> found = Scores.row(report.heldOut(), Contender.FOUND);
        Optional<Row> uniform = Scores.row(report.heldOut(), Contender.BEST_UNIFORM);
        if (found.isPresent() && found.get().total().score() instanceof Score.Measured score) {
            if (uniform.isPresent() && uniform.get().total().score() instanceof Score.Measured other
                    && uniform.get().total().foundAhead() instanceof Score.Measured ahead) {
                return compared(score, uniform.get(), other, ahead);
            }
            return new Verdict("The found merge has nothing to be compared with.",
                    "It scores %s on held-out prompts; the best uniform alpha was not measured there."
                            .formatted(number(score, decimals(score))));
        }
        return new Verdict("The found merge is not confirmed.",
                "It was not measured on held-out prompts, so whether it beats anything is not known.");
    }

    private static Verdict compared(Score.Measured found, Row uniform, Score.Measured other, Score.Measured ahead) {
        if (ahead.mean() == 0 && ahead.standardError() == 0) {
            return new Verdict("Block weights gained nothing: a uniform alpha was found.",
                    "On every held-out prompt the found merge scores what %s does: %s together."
                            .formatted(escape(Scores.lowerCaseName(uniform)), number(found, decimals(found))));
        }
        int decimals = decimals(ahead);
        String sentence = """
                The found merge scores %s on held-out prompts, %s %s: \
                a difference of <b>%s</b>&nbsp;[%s,&nbsp;%s], <b>%s</b>.""".formatted(number(found, decimals),
                escape(Scores.lowerCaseName(uniform)), number(other, decimals), Numbers.signed(ahead.mean(), decimals),
                Numbers.fixed(ahead.low(), decimals), Numbers.fixed(ahead.high(), decimals), Scores.word(ahead));
        if (!ahead.distinguishable()) {
            return new Verdict("The found merge and the best uniform alpha cannot be told apart.",
                    sentence + " Maybe draw more prompts or seeds: the interval narrows with their square root.");
        }
        return new Verdict(ahead.mean() > 0
                ? "The found merge beats the best uniform alpha."
                : "The best uniform alpha beats the found merge.", sentence);
    }

    private static String number(Score.Measured score, int decimals) {
        return "<b>%s</b>&nbsp;±&nbsp;%s".formatted(Numbers.fixed(score.mean(), decimals),
                Numbers.fixed(score.standardError(), decimals));
    }

    /** As many decimals as show the standard error's first digit: 2 to 4. */
    private static int decimals(Score.Measured score) {
        return score.standardError() > 0
                ? Math.clamp((long) Math.ceil(-Math.log10(score.standardError())), 2, 4)
                : 4;
    }
}
