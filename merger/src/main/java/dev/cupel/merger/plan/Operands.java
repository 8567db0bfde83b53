package dev.cupel.merger.plan;

import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.InputChannels;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a tensor is merged from.
 *
 * @param method the formula
 * @param models the tensor in each model that the formula needs, all of one shape
 * @param clip the limits of the result
 * @param channels the input channels that not all models have, which are not merged; null if they have the same
 */
public record Operands(MergeMethod method, Map<Role, FloatTensor> models, Clip clip,
        @Nullable InputChannels channels) {

    /** How many values are handled at a time where the method allows it: they stay in the processor's nearest cache. */
    public static final int CHUNK = 4096;

    /** Copies the models. */
    public Operands {
        models = Collections.unmodifiableMap(new TreeMap<>(models));
    }

    /** Without limits of the result. */
    public Operands(MergeMethod method, Map<Role, FloatTensor> models) {
        this(method, models, Clip.NONE, null);
    }

    /** Of convolutions that differ in their input channels: the shared ones are merged, the others copied. */
    static Operands aligned(MergeMethod method, Map<Role, FloatTensor> models) {
        InputChannels channels = InputChannels.align(List.copyOf(models.values()));
        Map<Role, FloatTensor> alike = new TreeMap<>();
        Iterator<FloatTensor> wide = channels.tensors().iterator();
        new TreeMap<>(models).keySet().forEach(role -> alike.put(role, wide.next()));
        return new Operands(method, alike, Clip.NONE, channels);
    }

    /** The same by another method, which needs the same models. */
    Operands by(MergeMethod other) {
        return new Operands(other, models, clip, channels);
    }

    /**
     * The same within limits.
     *
     * @throws MergeException if the limits are those of a model that is not merged
     */
    Operands clipped(Clip limits) {
        if (!(limits instanceof Clip.None) && !models.containsKey(Role.TUNED)) {
            throw new MergeException("clip %s needs the model tuned, but method %s does not use it."
                    .formatted(limits.text(), method.name()), "Maybe leave the clip out.");
        }
        boolean range = limits instanceof Clip.PerTensor;
        return new Operands(method, models, range
                ? Clip.Range.of(models.get(Role.NEW_BASE), models.get(Role.TUNED))
                : limits, channels);
    }

    /** How many values are merged at a time: some where the method is pointwise, else the whole tensor. */
    public int step() {
        long count = models.values().iterator().next().count();
        if (!method.pointwise() && count > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "tensor %s has %d elements, too many for one array".formatted(models.get(Role.NEW_BASE), count));
        }
        return method.pointwise() ? CHUNK : (int) count;
    }
}
