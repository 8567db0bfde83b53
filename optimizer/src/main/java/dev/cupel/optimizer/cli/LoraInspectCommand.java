package dev.cupel.optimizer.cli;

import dev.cupel.merger.lora.LoraInspection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cupel lora inspect}: says what LoRAs are. */
@Command(name = "inspect", mixinStandardHelpOptions = true, description = {
        "Says what a LoRA is: families, ranks, scales (alpha / rank), block by block.",
        "And the length of its differences, metadata, and which tensors are left out."}, footer = {"", "For example:",
                "  cupel lora inspect configs/miniature/loras/sepia.safetensors"})
final class LoraInspectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "LORA", description = "LoRA files")
    private List<Path> files;

    @Override
    public Integer call() {
        for (Path file : files) {
            spec.commandLine().getOut().println(LoraInspection.of(file).render());
        }
        spec.commandLine().getOut().flush();
        return 0;
    }
}
