package dev.cupel.optimizer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.optimizer.report.Report.Coefficients;
import dev.cupel.optimizer.report.Report.Score;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void aMergeHasTwentySixWeights() {
        assertThatThrownBy(() -> new Coefficients(1, Collections.nCopies(25, 1.0), Map.of(), List.of(), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there must be 26 block weights, but there are 25");
    }

    @Test
    void aNumberThatIsNotOneIsNoScore() {
        assertThatThrownBy(() -> new Score.Measured(Double.NaN, 0.1, 0, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Score.Missing");
    }

    @Test
    void anIntervalThatTouchesZeroIsNotDistinguishable() {
        assertThat(new Score.Measured(0.1, 0.05, 0, 0.2).distinguishable()).isFalse();
        assertThat(new Score.Measured(0.1, 0.05, 0.01, 0.2).distinguishable()).isTrue();
        assertThat(new Score.Measured(-0.1, 0.05, -0.2, -0.01).distinguishable()).isTrue();
    }

    @Test
    void scoresBelongToObjectives() {
        Report sample = SampleReport.report();

        assertThatThrownBy(() -> new Report(sample.name(), sample.started(), sample.finished(), sample.best(),
                List.of(), sample.heldOut(), sample.search(), sample.axes(), sample.trials(), sample.pictures(),
                sample.front(), sample.finals(), sample.provenance(), sample.commands()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("held-out scores of FOUND");
    }
}
