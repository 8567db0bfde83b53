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

/**
 * The engine on one device, with the networks' code loaded.
 *
 * <p>One object serves any number of models and threads. Results are the same bits again for the same inputs, the same
 * device, the same number of threads and the same batch: another number of threads, or another batch, may change the
 * last places.
 */
public final class Compute implements AutoCloseable {

    /** Where networks run. */
    public enum Device {
        /** The processor, in float32. */
        CPU,
        /** The first CUDA graphics card, in float32. */
        CUDA
    }

    private final Device device;
    private final int threads;
    private final PtNDManager manager;
    private final PtSymbolBlock networks;

    private Compute(Device device, int threads, PtNDManager manager) {
        this.device = device;
        this.threads = threads;
        this.manager = manager;
        this.networks = load(manager);
    }

    /**
     * Starts the engine, if it does not run yet, and loads the networks' code.
     *
     * @param threads threads of one network call on the processor, at least 1; it holds for the whole process
     * @throws EvaluationException if the device is not there
     */
    public static Compute open(Device device, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: must be at least 1, but is " + threads);
        }
        // The engine reads these when it starts: it shall not report its start to anyone, nor download anything for a CPU.
        System.setProperty("OPT_OUT_TRACKING", "true");
        if (device == Device.CPU && System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
        Engine engine = Engine.getEngine("PyTorch");
        JniUtils.setNumThreads(threads);
        return new Compute(device, threads, (PtNDManager) NDManager.newBaseManager(choose(engine, device), "PyTorch"));
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

    /** Threads of one network call. */
    public int threads() {
        return threads;
    }

    /** A new frame for native values; the caller closes it. */
    Frame frame() {
        return new Frame(this, (PtNDManager) manager.newSubManager());
    }

    /** Runs a method of {@code networks.py}; the caller closes the result. */
    IValue run(String method, IValue... arguments) {
        // The optimizer of the graph would spend the first calls on profiling. The switch belongs to the thread.
        JniUtils.setGraphExecutorOptimize(false);
        try {
            return IValueUtils.runMethod(networks, method, arguments);
        } catch (EngineException e) {
            throw new EvaluationException("""
                    network %s: the engine refused the computation: %s
                    Maybe the model lacks a tensor, or has one of another shape.""".formatted(method, lastLine(e)), e);
        }
    }

    private static String lastLine(EngineException e) {
        String message = String.valueOf(e.getMessage()).strip();
        return message.substring(message.lastIndexOf('\n') + 1);
    }

    /** Releases the code; everything opened with this object must be closed before. */
    @Override
    public void close() {
        networks.close();
        manager.close();
    }
}
