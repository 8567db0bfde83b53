package dev.cupel.optimizer.cli;

import dev.cupel.merger.checkpoint.Architecture;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.rebasin.AlignedCheckpoint;
import dev.cupel.merger.rebasin.Alignment;
import dev.cupel.merger.rebasin.Match;
import dev.cupel.merger.rebasin.Part;
import dev.cupel.merger.rebasin.Rebasin;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cupel rebasin}: brings the units of a model into the order of another's. */
@Command(name = "rebasin", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Brings the units of a model (channels, attention heads, feed-forward units) into the order of another's.",
        "It is the order in which its weights agree best with the reference's. It draws the same pictures as "
                + "before, and merges with the reference unit by unit. Models with a common ancestor have the same "
                + "order already. LoRAs and textual inversions made for a model do not fit it once its units moved."})
final class RebasinCommand implements Callable<Integer> {

    private static final String ROW = "%-14s %-35s %7d %7d  %s%n";

    @Spec
    private CommandSpec spec;

    @Option(names = "--reference", paramLabel = "FILE", description = "the model whose order counts")
    private @Nullable Path reference;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "the model to bring into that order")
    private Path model;

    @Option(names = "--shuffle", description = "instead of a reference: a random order, to see that the pictures stay and the order is found again")
    private boolean shuffle;

    @Option(names = "--parts", split = ",", paramLabel = "PART", description = "text_encoder, unet, vae: the networks whose units may move (default: all)")
    private List<String> parts = Arrays.stream(Part.values()).map(Part::key).toList();

    @Option(names = "--iterations", defaultValue = "50", paramLabel = "N", description = "most passes over all layers; it ends when nothing changes any more (default: ${DEFAULT-VALUE})")
    private int iterations;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "of the order in which layers are matched, or of the shuffle (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = {"-o",
            "--output"}, required = true, paramLabel = "FILE", description = "the file to write; .safetensors or .ckpt says the format")
    private Path output;

    @Override
    public Integer call() throws IOException {
        if (shuffle == (reference != null)) {
            throw wrong("Either --reference FILE or --shuffle must be given.");
        }
        Rebasin rebasin = rebasin();
        Outputs.checkModel(output);
        refuseToReplace(model);
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            checkpoint.requireArchitecture(Architecture.SD1, "units can be brought into order");
            if (reference == null) {
                Alignment shuffled = Alignment.shuffled(checkpoint, rebasin.parts(), seed);
                write(checkpoint, shuffled, "in a random order, seed " + seed);
            } else {
                refuseToReplace(reference);
                try (Checkpoint other = Checkpoint.open(reference)) {
                    checkpoint.requireSameArchitecture("the reference", other);
                    Match match = rebasin.match(other, checkpoint, progress());
                    write(checkpoint, match.alignment(), "in the order of " + name(other) + ", seed " + seed);
                    show(match);
                }
            }
        }
        out().println(output);
        out().flush();
        return 0;
    }

    private Rebasin rebasin() {
        if (iterations < 1) {
            throw wrong("--iterations must be 1 or more, but is " + iterations + ".");
        }
        Set<Part> chosen = EnumSet.noneOf(Part.class);
        for (String key : parts) {
            chosen.add(Arrays.stream(Part.values()).filter(part -> part.key().equals(key)).findFirst().orElseThrow(
                    () -> wrong("--parts must be some of text_encoder, unet, vae, but one is '" + key + "'.")));
        }
        return new Rebasin(chosen, iterations, seed);
    }

    private void refuseToReplace(Path input) throws IOException {
        if (Files.exists(output) && Files.exists(input) && Files.isSameFile(output, input)) {
            throw new UsageException(output + " is read by this command.\nMaybe choose another name for the output.");
        }
    }

    private void write(Checkpoint checkpoint, Alignment alignment, String order) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt"); // web UIs ask for it
        metadata.put("cupel_rebasin", name(checkpoint) + " " + order + ", parts " + String.join(",", parts));
        AlignedCheckpoint.write(checkpoint, alignment, output, metadata);
        if (shuffle) {
            out().printf("%d of %d units moved.%n", alignment.moved(), alignment.units());
        }
    }

    private static String name(Checkpoint checkpoint) {
        return checkpoint.path().getFileName() + " (SHA-256 " + checkpoint.hash().sha256() + ")";
    }

    private void show(Match match) {
        out().printf("%-14s %-35s %7s %7s  %s%n", "part", "units", "all", "moved", "agreement of the weights");
        for (Match.Row row : match.rows()) {
            out().printf(Locale.ROOT, ROW, row.part().key(), row.kind(), row.units(), row.moved(), agreement(row));
        }
        int moved = match.alignment().moved();
        if (moved == 0) {
            out().println(
                    "0 units moved: the model has the order of the reference, as models with a common ancestor have.");
        } else {
            out().printf("%d of %d units moved in %d passes.%n", moved, match.alignment().units(), match.passes());
        }
        if (!match.settled()) {
            out().println("More passes would move more: maybe use a larger --iterations.");
        }
    }

    private static String agreement(Match.Row row) {
        String before = String.format(Locale.ROOT, "%.4f", row.before());
        return row.moved() == 0 ? before : before + " -> " + String.format(Locale.ROOT, "%.4f", row.after());
    }

    /** A line that is written over where a person looks on, else nothing. */
    private static Rebasin.Progress progress() {
        if (System.console() == null || !System.console().isTerminal()) {
            return (_, _, _) -> {
            };
        }
        return (pass, done, of) -> {
            String text = pass == 0 ? "matching from the ends inwards" : "pass " + pass;
            System.err.print("\r\u001b[K" + (done + 1 == of ? "" : text + "  " + done + "/" + of));
            System.err.flush();
        };
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
