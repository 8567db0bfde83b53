package dev.cupel.evaluator.network;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.cupel.evaluator.EvaluationException;
import dev.cupel.merger.live.Weights;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A model's weights as the engine sees them.
 *
 * <p>On the CPU in float32 the tensors are views of the weights' own memory: a change of the values is seen by the next
 * call, and nothing is copied. On a GPU or in another precision they are copies, which {@link #sync()} renews where the
 * weights' versions changed.
 */
public final class DeviceWeights implements AutoCloseable {

    /** Values that are kept with the weights at most: more than a drawing has noise levels. */
    private static final int MOST_DERIVED = 1000;

    private final Compute compute;
    private final Weights source;
    private final Map<String, PtNDArray> tensors = new LinkedHashMap<>();
    private final Map<String, Frame> frames = new LinkedHashMap<>();
    private final Map<String, Long> versions = new LinkedHashMap<>();
    private final Map<String, IValue> derived = new HashMap<>();
    private Frame derivedFrame;
    private IValue map;
    private IValue circular;

    private DeviceWeights(Compute compute, Weights source) {
        this.compute = compute;
        this.source = source;
        this.derivedFrame = compute.frame();
        this.map = compute.run("no_tensors");
        source.names().forEach(this::put);
        show();
    }

    /**
     * Shows weights to the engine, in the precision of the engine.
     *
     * @param source must stay open longer than the result
     */
    public static DeviceWeights open(Compute compute, Weights source) {
        return new DeviceWeights(compute, source);
    }

    private boolean wide() {
        return compute.precision() == Compute.Precision.FP32;
    }

    private void put(String name) {
        versions.put(name, source.version(name));
        Frame frame = compute.frame();
        PtNDArray values = frame.over(source.data(name).asByteBuffer(), source.shape(name));
        if (wide()) {
            tensors.put(name, values);
            frames.put(name, frame);
            return;
        }
        try (frame) {
            frame.run("put_as", map, frame.text(name), frame.keep(IValue.from(values)),
                    frame.integer(compute.precision().type()));
        }
    }

    private void show() {
        if (wide()) {
            map.close();
            map = IValue.stringMapFrom(tensors);
        }
        circular = compute.run("with_circular", map);
    }

    /** Copies tensors whose version changed to the device, unless it sees the weights' own memory. */
    public void sync() {
        List<String> changed = source.names().stream().filter(name -> versions.get(name) != source.version(name))
                .toList();
        if (changed.isEmpty()) {
            return;
        }
        forget();
        if (wide() && compute.device() == Compute.Device.CPU) {
            changed.forEach(name -> versions.put(name, source.version(name)));
            return;
        }
        circular.close();
        for (String name : changed) {
            Frame old = frames.get(name);
            put(name);
            if (old != null) {
                old.close();
            }
        }
        show();
    }

    private synchronized void forget() {
        derived.clear();
        derivedFrame.close();
        derivedFrame = compute.frame();
    }

    /**
     * A value that follows from the weights alone: made when it is first asked for, and kept until the weights change.
     *
     * @param frame keeps the value if too many are kept already
     * @param make  makes the value, which the frame given to it keeps
     */
    synchronized IValue derived(Frame frame, String name, Function<Frame, IValue> make) {
        if (derived.size() >= MOST_DERIVED && !derived.containsKey(name)) {
            return make.apply(frame);
        }
        return derived.computeIfAbsent(name, absent -> make.apply(derivedFrame));
    }

    /** All tensors by name, as the networks' code takes them. */
    IValue value() {
        return map;
    }

    /** The same, for pictures that continue at the opposite side if that is asked for. */
    IValue value(boolean continued) {
        return continued ? circular : map;
    }

    Compute compute() {
        return compute;
    }

    boolean contains(String name) {
        return versions.containsKey(name);
    }

    /**
     * The shape of a tensor that the network needs.
     *
     * @throws EvaluationException if there is none of this name
     */
    long[] shape(String name) {
        if (!contains(name)) {
            throw new EvaluationException("""
                    model: tensor %s is needed, but is not among its %d tensors.
                    Maybe the file holds only a part of a checkpoint (no text encoder or no VAE); use a complete one."""
                    .formatted(name, versions.size()));
        }
        return source.shape(name);
    }

    @Override
    public void close() {
        derivedFrame.close();
        map.close();
        circular.close();
        frames.values().forEach(Frame::close);
    }
}
