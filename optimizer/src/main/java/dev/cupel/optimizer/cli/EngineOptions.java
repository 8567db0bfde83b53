package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.Painter;
import dev.cupel.evaluator.network.Compute;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say where pictures are computed. */
final class EngineOptions {

    @Option(names = "--device", paramLabel = "NAME", description = "cpu (default) or cuda")
    private Compute.Device device = Compute.Device.CPU;

    @Option(names = "--threads", paramLabel = "N", description = "threads of the processor (default: all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--precision", paramLabel = "NAME", description = "what the networks compute in: fp32 (default), fp16 (for graphics cards) or bf16")
    private Compute.Precision precision = Compute.Precision.FP32;

    @Spec
    private CommandSpec spec;

    /** @throws UsageException if there is none */
    int threads() {
        if (threads < 1) {
            throw new UsageException("--threads must be at least 1, but is %d.\nLeave it out for all cores.".formatted(
                    threads));
        }
        return threads;
    }

    /**
     * Starts the engine.
     *
     * @param together pictures that are drawn at once
     * @param settings of the largest
     */
    Compute open(int together, GenerationSettings settings) {
        return told(Painter.engine(device, threads(), together, settings).in(precision));
    }

    /**
     * Starts the engine for pictures that are drawn each by itself.
     *
     * @param count    of the pictures
     * @param settings of the largest
     */
    Compute openForSingles(int count, GenerationSettings settings) {
        return told(Painter.engineForSingles(device, threads(), count, settings).in(precision));
    }

    private Compute told(Compute compute) {
        compute.caution().ifPresent(spec.commandLine().getErr()::println);
        return compute;
    }
}
