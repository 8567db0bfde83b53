package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.SampleReport.measured;
import static dev.cupel.optimizer.report.SampleReport.withHeldOut;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.report.Report.Cell;
import dev.cupel.optimizer.report.Report.Contender;
import dev.cupel.optimizer.report.Report.Row;
import dev.cupel.optimizer.report.Report.Score;
import dev.cupel.optimizer.report.Report.ScoreTable;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Score NONE = new Score.Missing("");

    @Test
    void aClearLeadIsAWin() {
        Verdict verdict = verdict(found(), uniform(measured(0.09, 0.024)));

        assertThat(verdict.headline()).isEqualTo("The found merge beats the best uniform alpha.");
        assertThat(text(verdict.sentence())).isEqualTo("The found merge scores 0.71 ± 0.02 on held-out prompts, "
                + "the best uniform alpha (0.60) 0.62 ± 0.02: a difference of +0.09 [0.04, 0.14], distinguishable.");
    }

    @Test
    void aLeadWithinTheNoiseIsNoWin() {
        Verdict verdict = verdict(found(), uniform(measured(0.03, 0.024)));

        assertThat(verdict.headline()).contains("cannot be told apart");
        assertThat(text(verdict.sentence())).contains("+0.03 [−0.02, 0.08], not distinguishable.");
    }

    @Test
    void aClearLossIsSaid() {
        assertThat(verdict(found(), uniform(measured(-0.2, 0.024))).headline())
                .isEqualTo("The best uniform alpha beats the found merge.");
    }

    @Test
    void aUniformAlphaThatWasFoundIsSaid() {
        Verdict verdict = verdict(found(), uniform(measured(0, 0)));

        assertThat(verdict.headline()).contains("a uniform alpha was found");
        assertThat(text(verdict.sentence())).contains("scores what the best uniform alpha (0.60) does: 0.71 ± 0.02");
    }

    @Test
    void withoutHeldOutScoresNothingIsClaimed() {
        assertThat(verdict().headline()).isEqualTo("The found merge is not confirmed.");
        assertThat(verdict(row(Contender.FOUND, NONE, NONE)).headline()).isEqualTo("The found merge is not confirmed.");
    }

    @Test
    void withoutAUniformAlphaNothingIsCompared() {
        assertThat(text(verdict(found()).sentence())).contains("0.71 ± 0.02", "was not measured");
    }

    @Test
    void smallErrorsGetMoreDecimals() {
        assertThat(text(verdict(found(), uniform(measured(0.0123, 0.0042))).sentence()))
                .contains("+0.012 [0.004, 0.021]");
    }

    private static Row found() {
        return row(Contender.FOUND, measured(0.712, 0.022), NONE);
    }

    private static Row uniform(Score ahead) {
        return row(Contender.BEST_UNIFORM, measured(0.621, 0.022), ahead);
    }

    private static Row row(Contender contender, Score total, Score ahead) {
        return new Row(contender, OptionalDouble.of(0.6), new Cell(total, ahead),
                Collections.nCopies(5, new Cell(NONE, NONE)));
    }

    private static Verdict verdict(Row... rows) {
        return Verdict.of(withHeldOut(new ScoreTable(24, 48, List.of(rows))));
    }

    private static String text(String html) {
        return html.replaceAll("<[^>]*>", "").replace("&nbsp;", " ");
    }
}
