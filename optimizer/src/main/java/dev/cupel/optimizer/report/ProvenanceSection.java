package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.each;
import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.Command;
import dev.cupel.optimizer.report.Report.Fact;
import dev.cupel.optimizer.report.Report.Provenance;
import java.util.List;

/** What went in, on what it ran, and how to do it again. */
final class ProvenanceSection {

    private ProvenanceSection() {}

    static String html(Provenance provenance) {
        String inputs = each(provenance.inputs(), input -> """
                <tr><th scope="row">%s</th><td class="text code"><bdi>%s</bdi></td><td class="text code">%s</td>\
                <td class="text code hash">%s</td></tr>""".formatted(escape(input.role()), escape(input.file()),
                escape(input.shortHash()), escape(input.sha256())));
        return """
                %s
                <div class="columns">
                <div><h3>Versions</h3>%s</div>
                <div><h3>Machine</h3>%s</div>
                <div><h3>Seeds</h3>%s</div>
                </div>
                <h3>Started by</h3>
                <pre class="copy" tabindex="0">%s</pre>
                %s""".formatted(
                Html.table("Input files", "inputs", """
                        <tr><th scope="col">input</th><th scope="col">file</th><th scope="col">short hash</th>\
                        <th scope="col">SHA-256</th></tr>""", "<tbody>" + inputs + "</tbody>"),
                facts(provenance.versions()), facts(provenance.machine()), facts(provenance.seeds()),
                escape(provenance.commandLine()), Html.closed("The configuration in effect",
                        "<pre tabindex=\"0\">" + escape(provenance.configuration()) + "</pre>"));
    }

    static String commands(List<Command> commands) {
        return each(commands, command -> """
                <p class="label">%s</p>
                <pre class="copy" tabindex="0">%s</pre>""".formatted(escape(command.purpose()),
                escape(command.line())));
    }

    private static String facts(List<Fact> facts) {
        return "<dl class=\"facts\">\n" + each(facts,
                fact -> "<dt>%s</dt><dd>%s</dd>".formatted(escape(fact.name()), escape(fact.value()))) + "\n</dl>";
    }
}
