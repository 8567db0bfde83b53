package dev.cupel.evaluator.network;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.cupel.evaluator.EvaluationException;
import dev.cupel.merger.live.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model's weights as the engine sees them.
 *
 * <p>On the CPU the tensors are views of the weights' own memory: a change of the values is seen by the next call, and
 * nothing is copied. On a GPU they are copies, which {@link #sync()} renews where the weights' versions changed.
 */
public final class DeviceWeights implements AutoCloseable {

    private final Compute compute;
    private final Weights source;
    private final Map<String, PtNDArray> tensors = new LinkedHashMap<>();
    private final Map<String, Frame> frames = new LinkedHashMap<>();
    private final Map<String, Long> versions = new LinkedHashMap<>();
    private final Frame mark;
    private IValue map;
    private IValue circular;

    private DeviceWeights(Compute compute, Weights source) {
        this.compute = compute;
        this.source = source;
        for (String name : source.names()) {
            put(name);
        }
        this.mark = compute.frame();
        this.map = IValue.stringMapFrom(tensors);
        this.circular = withMark();
    }

    /** The tensors with one more, by which convolutions know that pictures continue at the opposite side. */
    private IValue withMark() {
        Map<String, PtNDArray> marked = new LinkedHashMap<>(tensors);
        marked.put("circular", mark.array(0));
        return IValue.stringMapFrom(marked);
    }

    /**
     * Shows weights to the engine.
     *
     * @param source must stay open longer than the result
     */
    public static DeviceWeights open(Compute compute, Weights source) {
        return new DeviceWeights(compute, source);
    }

    private void put(String name) {
        Frame frame = compute.frame();
        tensors.put(name, frame.over(source.data(name).asByteBuffer(), source.shape(name)));
        frames.put(name, frame);
        versions.put(name, source.version(name));
    }

    /** Copies tensors whose version changed to the device; on the CPU there is nothing to do. */
    public void sync() {
        if (compute.device() == Compute.Device.CPU) {
            return;
        }
        boolean changed = false;
        for (String name : source.names()) {
            if (versions.get(name) != source.version(name)) {
                Frame old = frames.get(name);
                put(name);
                old.close();
                changed = true;
            }
        }
        if (changed) {
            map.close();
            circular.close();
            map = IValue.stringMapFrom(tensors);
            circular = withMark();
        }
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
        return tensors.containsKey(name);
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
                    .formatted(name, tensors.size()));
        }
        return source.shape(name);
    }

    @Override
    public void close() {
        map.close();
        circular.close();
        mark.close();
        frames.values().forEach(Frame::close);
    }
}
