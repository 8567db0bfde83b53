package dev.cupel.optimizer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.report.Report.BestMerge;
import dev.cupel.optimizer.report.Report.Coefficients;
import dev.cupel.optimizer.report.Report.Formula;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The found merge in words. */
class MergeSectionTest {

    private static String html(Formula formula) {
        Coefficients coefficients = new Coefficients(0.5, Collections.nCopies(26, 1.0), Map.of(), List.of(), "");
        return MergeSection.html(new BestMerge(1, coefficients, formula, "new_base", "fp16", "a.safetensors", "", "{}"),
                new Ramp(0, 1));
    }

    @Test
    void anAddedDifferenceCarriesTheChangeOver() {
        assertThat(html(new Formula("add_difference", "", "A + alpha (B - C)", "none")))
                .contains("of the change that made the tuned model", "1.0 whole change");
    }

    @Test
    void anotherMethodIsToldByItsOwnFormulaAndLimits() {
        assertThat(html(new Formula("slerp", "", "from A to B on the arc between them", "soft:0.5")))
                .contains("Each block is <b>from A to B on the arc between them</b>", "<dt>Method</dt><dd>slerp</dd>",
                        "<dt>Limits</dt><dd>soft:0.5</dd>")
                .doesNotContain("whole change", "of the change that made");
    }
}
