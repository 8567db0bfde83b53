package dev.cupel.optimizer.cli;

import dev.cupel.optimizer.experiment.Experiment;
import dev.cupel.optimizer.experiment.ExperimentReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cupel report}: writes the report of what a study holds. */
@Command(name = "report", mixinStandardHelpOptions = true, description = {
        "Writes the HTML report of an experiment from its study, without drawing anything.",
        "Before the experiment has ended, even while it runs, the report holds what is known so far."})
final class ReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "EXPERIMENT", description = "the experiment's YAML file")
    private Path file;

    @Option(names = "--output", paramLabel = "DIR", description = "the folder that 'run' was given, in place of the file's 'output'")
    private @Nullable Path output;

    @Override
    public Integer call() {
        Experiment experiment = Experiment.read(file);
        Path page = ExperimentReport
                .write(output == null ? experiment : experiment.withOutput(output.toAbsolutePath()));
        spec.commandLine().getOut().println("report: " + page);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
