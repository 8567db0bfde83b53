package dev.cupel.optimizer.cli;

import dev.cupel.optimizer.experiment.Experiment;
import dev.cupel.optimizer.experiment.ExperimentRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cupel run}: the main job. */
@Command(name = "run", mixinStandardHelpOptions = true, description = {
        "Searches alpha and block weights as an experiment file says, and ends with a checkpoint, its recipe and a report.",
        "Stop it whenever you like: the same command goes on where it was, and ends as if it had never stopped."})
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "EXPERIMENT", description = "the experiment's YAML file, such as configs/miniature/experiment.yaml")
    private Path file;

    @Option(names = "--trials", paramLabel = "N", description = "in place of the file's search.trials; more than before goes on")
    private @Nullable Integer trials;

    @Option(names = "--seed", paramLabel = "N", description = "in place of the file's seed; give it an --output of its own")
    private @Nullable Long seed;

    @Option(names = "--output", paramLabel = "DIR", description = "in place of the file's 'output'")
    private @Nullable Path output;

    @Override
    public Integer call() {
        Experiment experiment = Experiment.read(file);
        if (seed != null) {
            experiment = experiment.withSeed(seed);
        }
        if (trials != null) {
            if (trials < 1) {
                throw new UsageException("--trials must be at least 1, but is " + trials + ".\nWrite --trials 20.");
            }
            experiment = experiment.withTrials(trials);
        }
        if (output != null) {
            experiment = experiment.withOutput(output.toAbsolutePath());
        }
        ExperimentRun.Result result = ExperimentRun.of(experiment, commandLine(), Progress.create()).run();
        PrintWriter out = spec.commandLine().getOut();
        out.println(result.verdict());
        out.println("report:     " + result.report());
        out.println("recipe:     " + result.recipe());
        out.println("checkpoint: " + result.checkpoint());
        out.flush();
        return 0;
    }

    private String commandLine() {
        return "cupel " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    }
}
