package dev.cupel.optimizer.cli;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.Inspection;
import dev.cupel.merger.difference.Difference;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cupel inspect}: says what model files are, or how two differ. */
@Command(name = "inspect", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Says what a model file is: kind, layout, precision, blocks with their parameter counts, hashes, metadata.",
        "Reads safetensors, torch pickles and folders of diffusers; a pickle is interpreted and never run.",
        "With --diff it says how far apart two checkpoints are, block by block.", "", "Examples:",
        "  cupel inspect configs/miniature/mini-v1-4.ckpt",
        "  cupel inspect --diff configs/miniature/mini-v1-4.ckpt configs/miniature/mini-anime.safetensors --html diff.html"})
final class InspectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "checkpoints, LoRAs, embeddings, upscalers, CLIPs")
    private List<Path> files;

    @Option(names = "--diff", description = "compare two checkpoints: per block the distance relative to the first (L2 norms), the cosine, the largest difference, and how many tensors differ")
    private boolean diff;

    @Option(names = "--html", paramLabel = "FILE", description = "with --diff: also write a heat map of blocks and kinds of layers")
    private @Nullable Path html;

    @Option(names = "--threads", defaultValue = "2", paramLabel = "N", description = "with --diff: tensors that are read at a time (default: ${DEFAULT-VALUE}); the numbers do not depend on it")
    private int threads;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (diff) {
            compare(out);
        } else if (html != null) {
            throw wrong("--html FILE is for --diff: add it, or leave --html out.");
        } else {
            files.forEach(file -> out.println(Inspection.of(file).render()));
        }
        out.flush();
        return 0;
    }

    private void compare(PrintWriter out) throws IOException {
        if (files.size() != 2) {
            throw wrong("--diff compares two files, but there are " + files.size() + ".");
        }
        if (threads < 1) {
            throw wrong("--threads must be at least 1, but is " + threads + ".");
        }
        if (html != null) {
            Outputs.check(html);
        }
        try (Checkpoint first = Checkpoint.open(files.get(0)); Checkpoint second = Checkpoint.open(files.get(1))) {
            DifferenceTable table = new DifferenceTable(name(first), name(second),
                    Difference.of(first, second, threads));
            out.println(table.text());
            if (html != null) {
                table.heatMap().write(html);
                out.println(html);
            }
        }
    }

    private static String name(Checkpoint checkpoint) {
        return String.valueOf(checkpoint.path().getFileName());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
