package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.WrongArchitectureException;
import java.lang.foreign.SegmentAllocator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which tensors of a model a LoRA changes, and how. */
final class LoraTargets {

    private static final String WEIGHT = ".weight";

    /**
     * A change of one tensor.
     *
     * @param m the weight with which the user wants it, not 0
     */
    record Target(LayerChange change, double m, Effect.Origin origin) {

        Effect effect(long[] shape, SegmentAllocator memory) {
            return Effect.of(change, m, shape, memory, origin);
        }
    }

    private final Lora lora;
    private final LoraStrength strength;
    private final Set<String> names;
    private final Map<String, Target> targets = new LinkedHashMap<>();

    private LoraTargets(Lora lora, LoraStrength strength, Set<String> names) {
        this.lora = lora;
        this.strength = strength;
        this.names = names;
        Map<String, String> index = KohyaNames.index(names);
        for (LoraLayer layer : lora.layers().values()) {
            String weight = index.get(layer.name());
            if (weight == null) {
                throw missing("layer", layer.name());
            }
            add(weight, layer.weight(), layer.name());
            add(weight.substring(0, weight.length() - WEIGHT.length()) + ".bias", layer.bias(), layer.name());
        }
    }

    /**
     * The changes by the names of the model's tensors, without those whose weight is 0.
     *
     * @throws WrongArchitectureException if the LoRA has layers that the model has not
     */
    static Map<String, Target> of(Lora lora, LoraStrength strength, Set<String> names) {
        return new LoraTargets(lora, strength, names).targets;
    }

    private void add(String name, @Nullable LayerChange change, String layer) {
        if (change == null) {
            return;
        }
        if (!names.contains(name)) {
            throw missing("bias for the layer", layer);
        }
        double m = strength.of(name);
        if (m != 0) {
            targets.put(name, new Target(change, m, new Effect.Origin(lora.path(), layer)));
        }
    }

    private WrongArchitectureException missing(String what, String layer) {
        return new WrongArchitectureException(lora.path(),
                "the model has no %s that '%s' means.".formatted(what, layer),
                "Maybe the LoRA was made for another kind of model.");
    }
}
