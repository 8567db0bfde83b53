package dev.cupel.optimizer.cli;

import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.writing.Conversion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cupel convert}: writes a model in another format or precision. */
@Command(name = "convert", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Writes a model in another format or precision, .safetensors or .ckpt.",
        "Reads both, and folders of diffusers (SD 1.x). The text encoder gets its original names, its table of positions is repaired, and metadata is kept.",
        "", "Example:",
        "  cupel convert configs/miniature/mini-v1-4.ckpt -o mini.safetensors --dtype bf16 --ema-only --prune"})
final class ConvertCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "a checkpoint, a folder of diffusers, or another file of tensors, such as a VAE or an upscaler")
    private Path model;

    @Option(names = {"-o",
            "--output"}, required = true, paramLabel = "FILE", description = "the file to write; .safetensors or .ckpt says the format")
    private Path output;

    @Option(names = "--dtype", paramLabel = "TYPE", description = "fp32, fp16, bf16, fp8_e4m3 or fp8_e5m2 (default: as they are). The 8-bit types hold matrices and convolutions of U-Net and text encoder; all else is then fp16. A value that is too large is an error")
    private @Nullable String dtype;

    @Option(names = "--prune", description = "leave out all but U-Net, autoencoder and text encoder: moving averages, training state, noise schedule")
    private boolean prune;

    @Option(names = {"--ema-only",
            "--ema"}, description = "take the EMA weights for the U-Net, and leave them out as such; the default is the plain weights, and both are kept")
    private boolean ema;

    @Override
    public Integer call() throws IOException {
        Outputs.checkModel(output);
        new Conversion(dtype == null ? null : dtype(dtype), prune, ema).write(model, output);
        spec.commandLine().getOut().println(output);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private DType dtype(String key) {
        return Arrays.stream(Precision.values()).filter(precision -> precision.key().equals(key)).findFirst()
                .map(Precision::dtype)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "--dtype must be one of "
                        + Arrays.stream(Precision.values()).map(Precision::key).collect(Collectors.joining(", "))
                        + ", but is " + key + "."));
    }
}
