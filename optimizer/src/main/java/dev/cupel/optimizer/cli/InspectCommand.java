package dev.cupel.optimizer.cli;

import dev.cupel.merger.checkpoint.Inspection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cupel inspect}: says what model files are. */
@Command(name = "inspect", mixinStandardHelpOptions = true, description = {
        "Says what a model file is: kind, layout, precision, blocks with their parameter counts, hashes, metadata.",
        "Reads safetensors and torch pickles; a pickle is interpreted and never run."})
final class InspectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "checkpoints, LoRAs, embeddings, upscalers, CLIPs")
    private List<Path> files;

    @Override
    public Integer call() {
        for (Path file : files) {
            spec.commandLine().getOut().println(Inspection.of(file).render());
        }
        spec.commandLine().getOut().flush();
        return 0;
    }
}
