package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.BestMerge;
import dev.cupel.optimizer.report.Report.Coefficients;
import dev.cupel.optimizer.report.Report.Formula;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The found merge: the picture of its blocks and everything needed to type it in elsewhere. */
final class MergeSection {

    private static final Map<String, String> PARTS = new TreeMap<>(
            Map.of("TIME_EMBED", "Time embedding", "OUT", "Head", "VAE", "VAE's weight"));

    private MergeSection() {}

    static String html(BestMerge best, Ramp ramp) {
        Coefficients found = best.coefficients();
        String own = found.parts().containsKey(Coefficients.TEXT_ENCODER)
                ? timesAlpha(found.textEncoderWeight())
                : "follows BASE";
        return """
                <div class="merge">
                <div class="drawing">%s</div>
                <div>
                <p>%s The number on a block is that product.</p>
                <dl class="facts">
                <dt>Method</dt><dd>%s</dd>
                <dt>Limits</dt><dd>%s</dd>
                <dt>Alpha</dt><dd>%s</dd>
                <dt>Text encoder</dt><dd>%s</dd>%s
                <dt>VAE</dt><dd>%s</dd>
                <dt>Precision</dt><dd>%s</dd>
                <dt>File</dt><dd class="code">%s</dd>
                <dt>SHA-256</dt><dd class="code">%s</dd>
                <dt>Found by</dt><dd>trial %d</dd>
                </dl>
                <p class="label" id="weights-label">Weights for <code>--weights</code>: BASE, IN00 … IN11, M00, \
                OUT00 … OUT11</p>
                <pre class="copy" tabindex="0" aria-labelledby="weights-label">%s</pre>
                %s
                </div>
                </div>"""
                .formatted(BlockDrawing.of(best, ramp), meaning(best.formula()), escape(best.formula().text()),
                        escape(best.formula().clip()), Numbers.coefficient(found.alpha()), own, others(found),
                        escape(best.vae()), escape(best.precision()), escape(best.file()),
                        best.sha256().isEmpty() ? "not saved" : escape(best.sha256()), best.trial(), weights(found),
                        Html.closed("Recipe",
                                "<pre class=\"copy\" tabindex=\"0\">" + escape(best.recipe()) + "</pre>"));
    }

    private static String meaning(Formula formula) {
        return formula.carriesChange()
                ? "Each block carries over <b>alpha&nbsp;×&nbsp;weight</b> of the change that made the tuned model from "
                        + "the old base: 0 keeps the new base, 1 carries the whole change."
                : "Each block is <b>%s</b>, where A is the new base, B the tuned model, C the old base, and alpha <b>alpha&nbsp;×&nbsp;weight</b>."
                        .formatted(escape(formula.meaning()));
    }

    private static String timesAlpha(double weight) {
        return "%s (times alpha)".formatted(Numbers.coefficient(weight));
    }

    /** Parts that do not follow their block, rules, and beta, where there are any. */
    private static String others(Coefficients found) {
        StringBuilder facts = new StringBuilder();
        PARTS.forEach((part, meaning) -> {
            if (found.parts().containsKey(part)) {
                facts.append("\n<dt>%s</dt><dd>%s</dd>".formatted(meaning, timesAlpha(found.parts().get(part))));
            }
        });
        for (String rule : found.rules()) {
            facts.append("\n<dt>Rule</dt><dd class=\"code\">%s</dd>".formatted(escape(rule)));
        }
        if (!found.beta().isEmpty()) {
            facts.append("\n<dt>Beta</dt><dd class=\"code\">%s</dd>".formatted(escape(found.beta())));
        }
        return facts.toString();
    }

    /** The weights as {@code cupel merge --weights} takes them. */
    private static String weights(Coefficients found) {
        StringBuilder text = new StringBuilder(
                found.weights().stream().map(Numbers::exact).collect(Collectors.joining(",")));
        found.parts()
                .forEach((part, weight) -> text.append(',').append(part).append('=').append(Numbers.exact(weight)));
        found.rules().forEach(rule -> text.append("; ").append(escape(rule)));
        return text.toString();
    }
}
