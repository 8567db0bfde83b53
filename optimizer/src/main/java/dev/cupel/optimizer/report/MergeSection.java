package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.BestMerge;
import dev.cupel.optimizer.report.Report.Coefficients;
import java.util.stream.Collectors;

/** The found merge: the picture of its blocks and everything needed to type it in elsewhere. */
final class MergeSection {

    private MergeSection() {}

    static String html(BestMerge best, Ramp ramp) {
        Coefficients found = best.coefficients();
        String own = found.textEncoder().isPresent()
                ? "%s (times alpha)".formatted(Numbers.coefficient(found.textEncoder().getAsDouble()))
                : "follows BASE";
        return """
                <div class="merge">
                <div class="drawing">%s</div>
                <div>
                <p>Each block carries over <b>alpha&nbsp;×&nbsp;weight</b> of the change that made the tuned model from \
                the old base: 0 keeps the new base, 1 carries the whole change. The number on a block is that product.</p>
                <dl class="facts">
                <dt>Alpha</dt><dd>%s</dd>
                <dt>Text encoder</dt><dd>%s</dd>
                <dt>VAE</dt><dd>%s</dd>
                <dt>Precision</dt><dd>%s</dd>
                <dt>File</dt><dd class="code">%s</dd>
                <dt>SHA-256</dt><dd class="code">%s</dd>
                <dt>Found by</dt><dd>trial %d</dd>
                </dl>
                <p class="label" id="weights-label">Block weights, BASE, IN00 … IN11, M00, OUT00 … OUT11</p>
                <pre class="copy" tabindex="0" aria-labelledby="weights-label">%s</pre>
                %s
                </div>
                </div>"""
                .formatted(BlockDrawing.of(best, ramp), Numbers.coefficient(found.alpha()), own,
                        escape(best.vae()), escape(best.precision()), escape(best.file()),
                        best.sha256().isEmpty() ? "not saved" : escape(best.sha256()), best.trial(), weights(found),
                        Html.closed("Recipe",
                                "<pre class=\"copy\" tabindex=\"0\">" + escape(best.recipe()) + "</pre>"));
    }

    /** The 26 weights as {@code cupel merge --weights} takes them. */
    private static String weights(Coefficients found) {
        return found.weights().stream().map(Numbers::exact).collect(Collectors.joining(","));
    }
}
