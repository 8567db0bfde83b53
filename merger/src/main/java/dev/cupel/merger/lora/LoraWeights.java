package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.checkpoint.WrongArchitectureException;
import dev.cupel.merger.live.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A model seen through a LoRA: its target layers are changed as {@link LoraStrength} says, all others are the model's own.
 *
 * <p>The LoRA's differences are computed once. When the model changes, a target is computed anew as soon as it or its
 * version is asked for. The model itself is not touched: to take the LoRA off, read the model, which has not changed by a
 * bit. Several LoRAs are put on one after the other, each on the {@link LoraWeights} of the one before.
 *
 * <p>Memory: 8 bytes for each parameter of the target layers. Not for use by several threads at once.
 */
public final class LoraWeights implements Weights, AutoCloseable {

    static final long ALIGNMENT = 64;
    /** No base version is negative: a target with it has not been computed yet. */
    private static final long NEVER = -1;

    private static final class Target {
        private final Effect effect;
        private final MemorySegment data;
        private double m;
        private long seen = NEVER;
        /** How often the weight was changed. */
        private long changes;

        Target(Effect effect, MemorySegment data, double m) {
            this.effect = effect;
            this.data = data;
            this.m = m;
        }
    }

    private final Weights base;
    private final Arena arena = Arena.ofShared();
    private final Map<String, Target> targets = new LinkedHashMap<>();

    private LoraWeights(Weights base) {
        this.base = base;
    }

    /**
     * Puts a LoRA on a model.
     *
     * @param base the model; it stays open as long as this is, and may change
     * @param lora the LoRA; it may be closed afterwards
     * @throws WrongArchitectureException if the LoRA has layers that the model has not, or of another size
     * @throws TensorFileException if the LoRA is damaged
     */
    public static LoraWeights on(Weights base, Lora lora, LoraStrength strength) {
        LoraWeights weights = new LoraWeights(base);
        try {
            LoraTargets.of(lora, strength, base.names()).forEach((name, target) -> {
                MemorySegment data = weights.arena.allocate(base.data(name).byteSize(), ALIGNMENT);
                weights.targets.put(name, new Target(target.effect(base.shape(name), weights.arena), data, target.m()));
            });
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
        return weights;
    }

    /**
     * Applies the LoRA with another strength, for which only the layers are computed anew whose weight is another.
     *
     * @param strength up to the one that the LoRA was put on with, layer by layer
     * @return whether any layer has another weight now
     */
    public boolean apply(LoraStrength strength) {
        boolean changed = false;
        for (Map.Entry<String, Target> entry : targets.entrySet()) {
            Target target = entry.getValue();
            double m = strength.of(entry.getKey());
            if (m != target.m) {
                target.m = m;
                target.changes++;
                target.seen = NEVER;
                changed = true;
            }
        }
        refresh();
        return changed;
    }

    /** The names of the tensors that the LoRA changes. */
    public Set<String> targets() {
        return Collections.unmodifiableSet(targets.keySet());
    }

    /** Computes all targets anew whose tensors in the model have changed; reading does it, too. */
    public void refresh() {
        targets.forEach(this::refresh);
    }

    private void refresh(String name, Target target) {
        long now = base.version(name);
        if (target.seen == now) {
            return;
        }
        MemorySegment from = base.data(name);
        if (target.m == 0) {
            target.data.copyFrom(from);
        } else {
            target.effect.apply(from, target.data, target.m);
        }
        target.seen = now;
    }

    @Override
    public Set<String> names() {
        return base.names();
    }

    @Override
    public long[] shape(String name) {
        return base.shape(name);
    }

    @Override
    public MemorySegment data(String name) {
        Target target = targets.get(name);
        if (target == null) {
            return base.data(name);
        }
        refresh(name, target);
        return target.data;
    }

    @Override
    public long version(String name) {
        Target target = targets.get(name);
        if (target == null) {
            return base.version(name);
        }
        refresh(name, target); // who compares versions may read a segment from before
        return base.version(name) + target.changes;
    }

    /** Frees the memory of the targets; the model stays open. */
    @Override
    public void close() {
        arena.close();
    }
}
