package dev.cupel.optimizer.cli;

import dev.cupel.merger.checkpoint.DType;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say what is written, and how the work is done. */
final class LoraOutput {

    private static final Map<String, DType> TYPES = new TreeMap<>(Map.of("fp16", DType.F16, "bf16", DType.BF16, "fp32",
            DType.F32));

    @Option(names = "--dtype", paramLabel = "TYPE", defaultValue = "fp16", description = "fp16 (default), bf16 or fp32: of the result")
    private String dtype;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of the random vectors that large layers are searched with (default: 1)")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "how many layers are worked on at once, each in up to 0.8 GB (default: all cores, at most 4)")
    private int threads = Math.min(4, Runtime.getRuntime().availableProcessors());

    @Option(names = {"-o",
            "--output"}, required = true, paramLabel = "FILE", description = "the file to write: .safetensors, or .ckpt for a checkpoint")
    private Path file;

    /** Checks the options before the work. */
    void check(CommandSpec spec) {
        if (!TYPES.containsKey(dtype)) {
            throw new ParameterException(spec.commandLine(), "--dtype must be one of " + String.join(", ",
                    TYPES.keySet()) + ", but is " + dtype + ".");
        }
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be 1 or more, but is " + threads + ".");
        }
        Outputs.checkModel(file);
    }

    DType dtype() {
        return TYPES.get(dtype);
    }

    long seed() {
        return seed;
    }

    int threads() {
        return threads;
    }

    Path file() {
        return file;
    }
}
