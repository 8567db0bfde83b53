package dev.cupel.merger.difference;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.WrongArchitectureException;
import dev.cupel.merger.threads.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far apart two checkpoints are.
 *
 * @param parts for the text encoder, the autoencoder and each block of the U-Net the distance of each kind of layer that it
 *            has; the U-Net's blocks by their names, in order
 * @param onlyFirst tensors that only the first has
 * @param onlySecond tensors that only the second has
 * @param otherShape tensors that cannot be compared: their shapes differ
 */
public record Difference(Map<String, Map<LayerKind, Distance>> parts, List<String> onlyFirst, List<String> onlySecond,
        List<String> otherShape) {

    private static final String TEXT_ENCODER = "text encoder";
    private static final String AUTOENCODER = "autoencoder";

    /** Copies the collections. */
    public Difference {
        Map<String, Map<LayerKind, Distance>> copy = new LinkedHashMap<>();
        parts.forEach((part, kinds) -> copy.put(part, Collections.unmodifiableMap(new EnumMap<>(kinds))));
        parts = Collections.unmodifiableMap(copy);
        onlyFirst = List.copyOf(onlyFirst);
        onlySecond = List.copyOf(onlySecond);
        otherShape = List.copyOf(otherShape);
    }

    /**
     * Compares two checkpoints.
     *
     * @param first the one that distances are relative to
     * @param threads how many tensors are read at a time; the result does not depend on it
     * @throws WrongArchitectureException if they are of different architectures
     */
    public static Difference of(Checkpoint first, Checkpoint second, int threads) {
        first.requireSameArchitecture("the other", second);
        List<String> otherShape = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Tensor tensor : first.tensors().values()) {
            Tensor other = second.tensors().get(tensor.name());
            if (other != null) {
                (Arrays.equals(tensor.shape(), other.shape()) ? names : otherShape).add(tensor.name());
            }
        }
        return new Difference(sums(first, second, names, threads), missing(first, second), missing(second, first),
                otherShape);
    }

    private static List<String> missing(Checkpoint from, Checkpoint in) {
        return from.tensors().keySet().stream().filter(name -> !in.tensors().containsKey(name)).sorted().toList();
    }

    private static Map<String, Map<LayerKind, Distance>> sums(Checkpoint first, Checkpoint second, List<String> names,
            int threads) {
        Map<String, Map<LayerKind, Distance>> parts = new LinkedHashMap<>();
        parts.put(TEXT_ENCODER, new EnumMap<>(LayerKind.class));
        parts.put(AUTOENCODER, new EnumMap<>(LayerKind.class));
        first.architecture().blocks().stream().filter(block -> block != Block.BASE)
                .forEach(block -> parts.put(block.name(), new EnumMap<>(LayerKind.class)));
        names.sort(null); // sums have the order of the names, not that of a file
        List<Distance> distances = new Workers(threads).map(names,
                name -> new TensorDistance(first.tensors().get(name), second.tensors().get(name)).compute());
        for (int i = 0; i < names.size(); i++) {
            parts.get(part(first, names.get(i))).merge(LayerKind.of(names.get(i)), distances.get(i), Distance::plus);
        }
        parts.values().removeIf(Map::isEmpty);
        return parts;
    }

    private static String part(Checkpoint model, String name) {
        if (Checkpoint.isTextEncoder(name)) {
            return TEXT_ENCODER;
        }
        return name.startsWith(Checkpoint.VAE) ? AUTOENCODER : model.architecture().block(name).name();
    }

    /** The distance of a part, of all its layers. */
    public static Distance total(Map<LayerKind, Distance> kinds) {
        return kinds.values().stream().reduce(Distance.NONE, Distance::plus);
    }

    /** The distance of the whole models. */
    public Distance total() {
        return parts.values().stream().map(Difference::total).reduce(Distance.NONE, Distance::plus);
    }
}
