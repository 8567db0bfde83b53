package dev.cupel.optimizer.cli;

import dev.cupel.merger.lora.LoraMerge;
import dev.cupel.merger.lora.LoraStrength;
import dev.cupel.merger.lora.LoraUnion;
import dev.cupel.merger.lora.WeightedLora;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cupel lora merge}: LoRAs into a checkpoint, or into one LoRA. */
@Command(name = "merge", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Merges LoRAs into a checkpoint; the result has the bits that drawing with them would have, rounded once.",
        "With --into-lora, merges them into one LoRA: side by side, which is exact, or to a rank."}, footer = {"",
                "For example:", "  cupel lora merge --model configs/miniature/mini-v1-5.safetensors \\",
                "      --lora configs/miniature/loras/kat.safetensors:0.8 \\",
                "      --lora configs/miniature/loras/sepia.safetensors:te=0:unet=0.5:lbw=OUTALL -o kat-sepia.safetensors"})
final class LoraMergeCommand implements Callable<Integer> {

    /** What may follow a file: a weight, or a named argument. A drive's letter (C:…) is neither. */
    private static final Pattern ARGUMENT = Pattern.compile("[-+]?[0-9.]+(e[-+]?\\d+)?|\\w+=.*");

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "FILE", description = "the checkpoint")
    private @Nullable Path model;

    @Option(names = "--ema", description = "take the checkpoint's EMA weights")
    private boolean ema;

    @Option(names = "--lora", required = true, paramLabel = "FILE[:W[:W]][:te=W][:unet=W][:lbw=B]", description = "a LoRA and its weight (default: 1), of text encoder and U-Net apart if there are two; repeatable, applied in this order")
    private List<String> loras;

    @Option(names = "--lbw", paramLabel = "B", description = "block weights of all LoRAs that have none of their own: 17 numbers (BASE, IN01, IN02, IN04, IN05, IN07, IN08, M00, OUT03..OUT11), 26 (BASE, IN00..OUT11), or NONE, ALL, INS, IND, INALL, MIDD, OUTD, OUTS, OUTALL")
    private @Nullable String lbw;

    @Option(names = "--into-lora", description = "write a LoRA; then no --model is needed")
    private boolean intoLora;

    @ArgGroup(exclusive = false, heading = "How much of the sum a LoRA keeps (default: all, with the sum of the ranks):%n")
    private RankOptions ranks = new RankOptions();

    @Mixin
    private LoraOutput output;

    @Override
    public Integer call() throws IOException {
        output.check(spec);
        List<WeightedLora> uses = loras.stream().map(this::use).toList();
        var rule = ranks.rule(spec);
        if (intoLora == (model != null)) {
            throw wrong("Give either --model FILE, or --into-lora.");
        }
        if (intoLora && ema) {
            throw wrong("--ema is for --model.");
        }
        if (intoLora) {
            LoraUnion.write(uses, rule, output.dtype(), output.seed(), output.threads(), output.file());
        } else {
            rule.ifPresent(_ -> {
                throw wrong("--rank, --energy, --error and --ratio are for --into-lora.");
            });
            LoraMerge.write(model, ema, uses, output.dtype(), output.threads(), output.file());
        }
        spec.commandLine().getOut().println(output.file());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private WeightedLora use(String text) {
        LinkedList<String> parts = new LinkedList<>(Arrays.asList(text.split(":")));
        List<String> arguments = new ArrayList<>();
        while (parts.size() > 1 && ARGUMENT.matcher(parts.getLast()).matches()) {
            arguments.addFirst(parts.removeLast());
        }
        if (lbw != null && arguments.stream().noneMatch(argument -> argument.startsWith("lbw="))) {
            arguments.add("lbw=" + lbw);
        }
        try {
            return new WeightedLora(Path.of(String.join(":", parts)), LoraStrength.parse(arguments));
        } catch (IllegalArgumentException e) {
            throw wrong("--lora " + text + ": " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
