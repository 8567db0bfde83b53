package dev.cupel.evaluator.network;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.cupel.evaluator.EvaluationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The engine on one device, with the networks' code loaded.
 *
 * <p>One object serves any number of models and threads. Networks run on {@code workers} threads at the same time, each
 * with {@code threads} threads of the engine. Workers do not change results; another number of the engine's threads,
 * another device or another batch may change the last places, and nothing else does. On a processor that has other work
 * too, the engine's threads wait for each other and may slow down a hundredfold, so prefer workers.
 */
public final class Compute implements AutoCloseable {

    /** Where networks run. */
    public enum Device {
        /** The processor. */
        CPU,
        /** The first CUDA graphics card. */
        CUDA
    }

    /**
     * What networks compute in. Norms, softmax and sums of products are in float32 in any case, as are latents between steps, text
     * states and pictures.
     */
    public enum Precision {
        /** 32 bits: what results are compared with. A graphics card does not round products to TF32. */
        FP32(6),
        /** 16 bits, 11 of them significant, at most 65504: for graphics cards; a processor takes very long. */
        FP16(5),
        /** 16 bits, 8 of them significant: for graphics cards and processors with AVX512-BF16 or AMX. */
        BF16(15);

        private final int type;

        Precision(int type) {
            this.type = type;
        }

        /** The engine's number of it. */
        int type() {
            return type;
        }
    }

    /** Rows of the matrices by which precisions are compared. */
    private static final int PRODUCT = 256;

    private final Device device;
    private final Precision precision;
    private final int workers;
    private final int threads;
    private final PtNDManager manager;
    private final PtSymbolBlock networks;
    private final ExecutorService pool;
    /** What runs a method: the engine. */
    private final Runner runner;
    /** Whether the calling thread knows this object's settings: the engine keeps them per thread. */
    private final ThreadLocal<Boolean> prepared;

    /** Runs a method of the networks' code. */
    @FunctionalInterface
    interface Runner {

        IValue run(PtSymbolBlock networks, String method, IValue... arguments);
    }

    private Compute(Device device, int workers, int threads, PtNDManager manager, Runner runner) {
        this.runner = runner;
        this.device = device;
        this.precision = Precision.FP32;
        this.workers = workers;
        this.threads = threads;
        this.manager = manager;
        this.networks = load(manager);
        this.pool = Executors.newFixedThreadPool(workers, Thread.ofPlatform().daemon().name("compute-", 1).factory());
        this.prepared = ThreadLocal.withInitial(() -> false);
    }

    private Compute(Compute same, Precision precision) {
        this.runner = same.runner;
        this.device = same.device;
        this.precision = precision;
        this.workers = same.workers;
        this.threads = same.threads;
        this.manager = same.manager;
        this.networks = same.networks;
        this.pool = same.pool;
        this.prepared = same.prepared;
    }

    /**
     * The same engine, for weights in another precision: models may be opened with both. Close only one of the two, at the end.
     */
    public Compute in(Precision other) {
        return new Compute(this, other);
    }

    /** As {@link #open(Device, int, int)} with one thread of the engine per worker. */
    public static Compute open(Device device, int workers) {
        return open(device, workers, 1);
    }

    /**
     * Starts the engine, if it does not run yet, and loads the networks' code.
     *
     * @param workers pictures (or small batches of them) in work at the same time, at least 1
     * @param threads threads of the engine for each of them on the processor, at least 1
     * @throws EvaluationException if the device is not there
     */
    public static Compute open(Device device, int workers, int threads) {
        return open(device, workers, threads, IValueUtils::runMethod);
    }

    /** As {@link #open(Device, int, int)} with something in between that may fail as the engine does. */
    static Compute open(Device device, int workers, int threads, Runner runner) {
        if (workers < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "workers and threads: must be at least 1, but are %d and %d".formatted(workers, threads));
        }
        // The engine reads these when it starts: it shall not report its start to anyone, nor download anything for a CPU.
        System.setProperty("OPT_OUT_TRACKING", "true");
        if (device == Device.CPU && System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
        Engine engine = engine();
        return new Compute(device, workers, threads,
                (PtNDManager) NDManager.newBaseManager(choose(engine, device), "PyTorch"), runner);
    }

    private static Engine engine() {
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException | LinkageError e) {
            throw new EvaluationException("""
                    the engine (PyTorch) does not start: %s
                    Maybe PYTORCH_LIBRARY_PATH is set, but is not the torch/lib folder of PyTorch 2.7.1."""
                    .formatted(e.getMessage()), e);
        }
    }

    private static ai.djl.Device choose(Engine engine, Device device) {
        return switch (device) {
            case CPU -> ai.djl.Device.cpu();
            case CUDA -> {
                if (engine.getGpuCount() == 0) {
                    throw new EvaluationException(
                            """
                                    device: cuda was asked for, but the engine (PyTorch %s) sees no CUDA graphics card.
                                    Maybe PYTORCH_LIBRARY_PATH does not name the torch/lib folder of a PyTorch built with CUDA; \
                                    or use device: cpu."""
                                    .formatted(engine.getVersion()));
                }
                yield ai.djl.Device.gpu();
            }
        };
    }

    private static PtSymbolBlock load(PtNDManager manager) {
        try {
            return JniUtils.loadModule(manager, new ByteArrayInputStream(TorchScriptArchive.bytes()), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The device of this object. */
    public Device device() {
        return device;
    }

    /** What networks compute in whose weights are shown to this object. */
    public Precision precision() {
        return precision;
    }

    /**
     * What whoever chose the precision should know, measured: a processor without instructions for short floats computes with
     * them more slowly than in float32.
     */
    public Optional<String> caution() {
        if (precision == Precision.FP32 || device != Device.CPU) {
            return Optional.empty();
        }
        double factor = seconds(precision) / seconds(Precision.FP32);
        return factor < 1
                ? Optional.empty()
                : Optional.of(
                        "precision: %s makes drawing slower on this processor, which takes %.0f times as long for a product of matrices as with fp32."
                                .formatted(precision.name().toLowerCase(Locale.ROOT), factor));
    }

    /** The least time of a few matrix products. */
    private double seconds(Precision of) {
        double least = Double.POSITIVE_INFINITY;
        try (Frame frame = frame()) {
            IValue square = frame.floats(new float[PRODUCT * PRODUCT], PRODUCT, PRODUCT);
            IValue map = frame.run("no_tensors");
            frame.run("put_as", map, frame.text("square"), square, frame.integer(of.type()));
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                frame.run("squared", map);
                least = Math.min(least, (System.nanoTime() - start) / 1e9);
            }
        }
        return least;
    }

    /** How many tasks {@link #all} works on at the same time. */
    public int workers() {
        return workers;
    }

    /** Threads of the engine for each of them. */
    public int threads() {
        return threads;
    }

    /**
     * Runs tasks on the workers.
     *
     * @param tasks may use everything opened with this object; must not call this method
     * @return their results in the order of the tasks, once all have ended; if some failed, the first one's exception is
     *         thrown
     */
    public <T> List<T> all(List<? extends Supplier<T>> tasks) {
        List<CompletableFuture<T>> futures = new ArrayList<>();
        for (Supplier<T> task : tasks) {
            futures.add(CompletableFuture.supplyAsync(task, pool));
        }
        // all have to end before any result or failure is told: the caller may close what they use
        futures.forEach(future -> future.exceptionally(failure -> null).join());
        try {
            return futures.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Which engine computes, for a record of what was done: versions of PyTorch and DJL. */
    public Map<String, String> versions() {
        return Map.of("PyTorch", manager.getEngine().getVersion(), "DJL", Engine.getDjlVersion());
    }

    /** A new frame for native values; the caller closes it. */
    Frame frame() {
        return new Frame(this, (PtNDManager) manager.newSubManager());
    }

    /** Runs a method of {@code networks.py}; the caller closes the result. */
    IValue run(String method, IValue... arguments) {
        prepareThread();
        try {
            return EngineCalls.ALL.during(() -> runner.run(networks, method, arguments));
        } catch (EngineException e) {
            if (NotEnoughMemoryException.isMeantBy(e)) {
                throw new NotEnoughMemoryException("network " + method, e);
            }
            throw new EvaluationException("""
                    network %s: the engine refused the computation: %s
                    Maybe the model lacks a tensor, or has one of another shape.""".formatted(method, lastLine(e)), e);
        }
    }

    private void prepareThread() {
        if (!prepared.get()) {
            JniUtils.setNumThreads(threads);
            JniUtils.setGraphExecutorOptimize(false); // it would spend the first calls on profiling
            prepared.set(true);
        }
    }

    private static String lastLine(EngineException e) {
        String message = String.valueOf(e.getMessage()).strip();
        return message.substring(message.lastIndexOf('\n') + 1);
    }

    /** Releases the code; everything opened with this object must be closed before. */
    @Override
    public void close() {
        pool.shutdown();
        networks.close();
        manager.close();
    }
}
