package dev.cupel.optimizer.cli;

import dev.cupel.merger.lora.LoraResize;
import dev.cupel.merger.lora.RankRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cupel lora resize}: gives a LoRA other ranks. */
@Command(name = "resize", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Gives a LoRA other ranks: each layer's difference becomes the nearest one of its new rank.",
        "LoHa, LoKr and other families become plain LoRAs; DoRA, IA3, normalisations and biases keep what is no difference."}, footer = {
                "", "For example:",
                "  cupel lora resize configs/miniature/loras/sepia.safetensors --error 0.1 -o sepia-small.safetensors"})
final class LoraResizeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LORA", description = "the LoRA")
    private Path lora;

    @ArgGroup(exclusive = false, heading = "How much of each layer is kept; at least one is needed:%n")
    private RankOptions ranks = new RankOptions();

    @Mixin
    private LoraOutput output;

    @Override
    public Integer call() throws IOException {
        output.check(spec);
        RankRule rule = ranks.rule(spec).orElseThrow(() -> new ParameterException(spec.commandLine(),
                "Missing: --rank, --energy, --error or --ratio."));
        LoraResize.Summary summary = LoraResize.write(lora, rule, output.dtype(), output.seed(), output.threads(),
                output.file());
        spec.commandLine().getOut().println(output.file());
        spec.commandLine().getOut().printf(Locale.ROOT,
                "%d layers, ranks %d to %d became %d to %d, with %.2f %% of the squares of the differences.%n",
                summary.layers(), summary.before().smallest(), summary.before().largest(), summary.after().smallest(),
                summary.after().largest(),
                100 * summary.kept());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
