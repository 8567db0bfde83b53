package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells by the tensors of one layer which family it is of, and puts them together. Each tensor must have a use. */
final class LayerReader {

    private final Path file;
    private final LoraKey key;
    private final PeftSettings peft;
    /** By part; what is used is taken out. */
    private final Map<String, Tensor> parts;

    private LayerReader(Path file, LoraKey key, PeftSettings peft, Map<String, Tensor> parts) {
        this.file = file;
        this.key = key;
        this.peft = peft;
        this.parts = new LinkedHashMap<>(parts);
    }

    /**
     * Reads a layer.
     *
     * @param key of any of its tensors
     * @param parts its tensors by {@link LoraKey#part}
     * @throws TensorFileException if one is missing, left over, or of the wrong shape
     */
    static LoraLayer read(Path file, LoraKey key, PeftSettings peft, Map<String, Tensor> parts) {
        LayerReader reader = new LayerReader(file, key, peft, parts);
        LayerChange weight = reader.weight();
        LayerChange bias = reader.bias();
        if (weight == null && bias == null || !reader.parts.isEmpty()) {
            throw reader.incomplete();
        }
        return new LoraLayer(key.layer(), weight, bias);
    }

    private @Nullable LayerChange weight() {
        if (parts.containsKey("weight")) {
            boolean perInput = number("on_input", 1) != 0;
            return new LayerChange.Rescaling(take("weight"), perInput, number("scale", 1));
        }
        Delta delta = delta();
        if (delta == null) {
            return null;
        }
        double scale = scale(delta.rank());
        Tensor magnitude = parts.remove(LoraKey.MAGNITUDE);
        if (magnitude != null) {
            return new LayerChange.Decomposition(delta, scale, magnitude, true);
        }
        Tensor dora = parts.remove("dora_scale");
        return dora == null
                ? new LayerChange.Addition(delta, scale)
                : new LayerChange.Decomposition(delta, scale, dora, dora.shape().length > 0
                        && dora.shape()[0] == dora.count());
    }

    private @Nullable Delta delta() {
        if (parts.containsKey("lora_down") || parts.containsKey("lora_up")) {
            return checked(new Delta.LowRank(take("lora_down"), take("lora_up"), parts.remove("lora_mid")));
        }
        if (parts.keySet().stream().anyMatch(part -> part.startsWith("hada_"))) {
            return checked(new Delta.Hadamard(new Delta.Factor(take("hada_w1_a"), take("hada_w1_b"),
                    parts.remove("hada_t1")),
                    new Delta.Factor(take("hada_w2_a"), take("hada_w2_b"), parts.remove("hada_t2"))));
        }
        if (parts.keySet().stream().anyMatch(part -> part.startsWith("lokr_"))) {
            return checked(new Delta.Kronecker(kronecker("lokr_w1", null),
                    kronecker("lokr_w2", parts.remove("lokr_t2"))));
        }
        if (parts.containsKey("diff")) {
            return checked(new Delta.FullDifference(take("diff"), "full difference"));
        }
        return parts.containsKey("w_norm")
                ? checked(new Delta.FullDifference(take("w_norm"), "normalisation"))
                : null;
    }

    private Delta.Factor kronecker(String name, @Nullable Tensor core) {
        Tensor whole = parts.remove(name);
        return whole != null
                ? new Delta.Factor(whole, null, null)
                : new Delta.Factor(take(name + "_a"), take(name + "_b"), core);
    }

    /** Shapes are checked when a file is opened, not when it is first used. */
    private Delta checked(Delta delta) {
        new Effect.Origin(file, key.layer()).size(delta);
        return delta;
    }

    private double scale(int rank) {
        Tensor alpha = parts.remove("alpha");
        if (parts.containsKey("scale")) {
            return number("scale", 1);
        }
        if (rank == 0) {
            return 1;
        }
        return alpha == null ? peft.scale(key, rank) : single(alpha) / rank;
    }

    private @Nullable LayerChange bias() {
        Tensor difference = parts.containsKey("diff_b") ? parts.remove("diff_b") : parts.remove("b_norm");
        return difference == null
                ? null
                : new LayerChange.Addition(new Delta.FullDifference(difference, "bias"), 1);
    }

    private Tensor take(String part) {
        Tensor tensor = parts.remove(part);
        if (tensor == null) {
            throw new TensorFileException(file, -1,
                    "layer '%s' has %s, but %s is missing.".formatted(key.layer(), String.join(", ", parts.keySet()),
                            part),
                    "Maybe the file was pruned: fetch it again.");
        }
        return tensor;
    }

    private double number(String part, double otherwise) {
        Tensor tensor = parts.remove(part);
        return tensor == null ? otherwise : single(tensor);
    }

    private double single(Tensor tensor) {
        if (tensor.count() != 1 || !Float.isFinite(tensor.toFloats()[0])) {
            throw new TensorFileException(file, -1,
                    "'%s' must be one finite number, but is %s.".formatted(tensor.name(),
                            tensor.count() == 1 ? tensor.toFloats()[0] : Arrays.toString(tensor.shape())),
                    "Maybe the file is damaged: fetch it again.");
        }
        return tensor.toFloats()[0];
    }

    private TensorFileException incomplete() {
        return new TensorFileException(file, -1,
                "layer '%s' has %s, which is of no use here.".formatted(key.layer(),
                        String.join(", ", parts.values().stream().map(Tensor::name).toList())),
                "Maybe the file is of another family, or was pruned.");
    }
}
