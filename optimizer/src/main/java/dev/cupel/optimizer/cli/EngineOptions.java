package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.Painter;
import dev.cupel.evaluator.network.Compute;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Options that say where pictures are computed. */
final class EngineOptions {

    @Option(names = "--device", paramLabel = "NAME", description = "cpu (default) or cuda")
    private Compute.Device device = Compute.Device.CPU;

    @Option(names = "--threads", paramLabel = "N", description = "threads of the processor (default: all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--precision", paramLabel = "NAME", description = "what the networks compute in: fp32 (default), fp16 (for graphics cards) or bf16")
    private Compute.Precision precision = Compute.Precision.FP32;

    /** @throws UsageException if there is none */
    int threads() {
        if (threads < 1) {
            throw new UsageException("--threads must be at least 1, but is %d.\nLeave it out for all cores.".formatted(
                    threads));
        }
        return threads;
    }

    /** What of it decides the last bits of pictures. */
    String identity() {
        return "%s, %d threads, %s".formatted(device, threads(), precision);
    }

    /**
     * The engine, not started yet.
     *
     * @param together pictures that are drawn at once
     * @param settings of the largest
     * @param err      where to say what whoever chose the precision should know
     */
    StartingEngine together(int together, GenerationSettings settings, PrintWriter err) {
        int cores = threads();
        return new StartingEngine(() -> told(Painter.engine(device, cores, together, settings).in(precision), err));
    }

    /**
     * The engine for pictures that are drawn each by itself, not started yet.
     *
     * @param count    of the pictures
     * @param settings of the largest
     * @param err      where to say what whoever chose the precision should know
     */
    StartingEngine singles(int count, GenerationSettings settings, PrintWriter err) {
        int cores = threads();
        return new StartingEngine(
                () -> told(Painter.engineForSingles(device, cores, count, settings).in(precision), err));
    }

    private static Compute told(Compute compute, PrintWriter err) {
        compute.caution().ifPresent(err::println);
        return compute;
    }
}
