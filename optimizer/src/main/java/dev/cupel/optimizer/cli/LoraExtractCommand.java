package dev.cupel.optimizer.cli;

import dev.cupel.merger.lora.LoraExtraction;
import dev.cupel.merger.lora.RankRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cupel lora extract}: makes a LoRA of the difference between two checkpoints. */
@Command(name = "extract", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Makes a LoRA of the difference between two checkpoints: for each layer the nearest matrix of its rank.",
        "The file has kohya's names. By default it changes text encoder and attention, at rank 32."}, footer = {"",
                "For example:",
                "  cupel lora extract --tuned configs/miniature/mini-anime.safetensors --base configs/miniature/mini-v1-4.ckpt \\",
                "      --energy 0.9 --conv-rank 16 -o anime-lora.safetensors"})
final class LoraExtractCommand implements Callable<Integer> {

    private static final RankRule DEFAULT = RankRule.rank(32);

    @Spec
    private CommandSpec spec;

    @Option(names = "--tuned", required = true, paramLabel = "FILE", description = "the checkpoint that the LoRA shall lead to")
    private Path tuned;

    @Option(names = "--base", required = true, paramLabel = "FILE", description = "the checkpoint that it starts from")
    private Path base;

    @ArgGroup(exclusive = false, heading = "How much of each layer is kept:%n")
    private RankOptions ranks = new RankOptions();

    @Option(names = "--conv-rank", paramLabel = "N", description = "extract the residual parts, too: the (largest) rank of their convolutions; a goal counts for them, too")
    private @Nullable Integer convolutions;

    @Option(names = "--everything", description = "add what is left as full differences with LyCORIS' names: biases, normalisations, embeddings, first and last layers")
    private boolean everything;

    @Option(names = "--min-diff", paramLabel = "X", defaultValue = "0", description = "leave layers out in which no weight changes by more than this (default: 0)")
    private double smallest;

    @Option(names = "--clamp", paramLabel = "X", defaultValue = "1", description = "cut off the values beyond this quantile, as kohya's program does at 0.99 (default: 1, nothing)")
    private double clamp;

    @Mixin
    private LoraOutput output;

    @Override
    public Integer call() throws IOException {
        output.check(spec);
        LoraExtraction.Summary summary = LoraExtraction.write(tuned, base, settings(), output.file());
        PrintWriter out = spec.commandLine().getOut();
        out.println(output.file());
        out.printf(Locale.ROOT, "%d tensors, ranks %d to %d, with %.2f %% of the squares of their differences;%n",
                summary.layers(), summary.smallestRank(), summary.largestRank(), 100 * summary.kept());
        out.printf(Locale.ROOT, "these layers have %.2f %% of all that differs in text encoder and U-Net.%n",
                100 * summary.covered());
        summary.leftOut().forEach((what, count) -> out.printf("left out though they differ: %d %s%n", count, what));
        out.flush();
        return 0;
    }

    private LoraExtraction.Settings settings() {
        RankRule matrices = ranks.rule(spec).orElse(DEFAULT);
        try {
            return new LoraExtraction.Settings(matrices,
                    Optional.ofNullable(convolutions).map(rank -> new RankRule(rank, matrices.goal())), everything,
                    smallest, clamp, output.dtype(), output.seed(), output.threads());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
