package dev.cupel.merger.rebasin;

import dev.cupel.merger.checkpoint.Model;
import dev.cupel.merger.rebasin.Symmetry.Family;
import dev.cupel.merger.rebasin.Symmetry.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The symmetries of a model, and which of them meet in a tensor: one permutes its outputs, another its inputs.
 *
 * <p>It follows from names and shapes alone, so that the miniature and the full model are treated by the same rules.
 */
final class PermutationGraph {

    /** A stretch of an axis that a family of a symmetry permutes. */
    record Segment(int symmetry, int family, int first) {}

    private final List<Symmetry> symmetries;
    private final Map<String, Map<Integer, List<Segment>>> segments = new LinkedHashMap<>();

    private PermutationGraph(List<Symmetry> symmetries) {
        this.symmetries = List.copyOf(symmetries);
        for (int s = 0; s < symmetries.size(); s++) {
            List<Family> families = symmetries.get(s).families();
            for (int f = 0; f < families.size(); f++) {
                for (Place place : families.get(f).places()) {
                    segments.computeIfAbsent(place.tensor(), _ -> new LinkedHashMap<>())
                            .computeIfAbsent(place.axis(), _ -> new ArrayList<>())
                            .add(new Segment(s, f, place.first()));
                }
            }
        }
    }

    /**
     * The symmetries of some parts of a model. The stream of the text encoder goes through the U-Net as well, and is permuted if
     * both are among the parts.
     *
     * @param shapes of the model's tensors, by name
     * @throws dev.cupel.merger.method.MergeException if a network is incomplete, or of another architecture
     */
    static PermutationGraph of(Map<String, long[]> shapes, Set<Part> parts) {
        Layers text = new Layers(shapes, Part.TEXT_ENCODER.prefix());
        Layers unet = new Layers(shapes, Part.UNET.prefix());
        UNetSymmetries.check(unet);
        List<Symmetry> all = new ArrayList<>();
        for (Part part : new TreeSet<>(parts)) {
            all.addAll(switch (part) {
                case TEXT_ENCODER -> TextEncoderSymmetries.inside(text);
                case UNET -> UNetSymmetries.of(unet);
                case VAE -> AutoencoderSymmetries.of(new Layers(shapes, part.prefix()));
            });
        }
        if (parts.contains(Part.TEXT_ENCODER) && parts.contains(Part.UNET)) {
            all.add(TextEncoderSymmetries.stream(text, unet));
        }
        return new PermutationGraph(all);
    }

    /** The symmetries of some parts of a model. */
    static PermutationGraph of(Model model, Set<Part> parts) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        model.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return of(shapes, parts);
    }

    List<Symmetry> symmetries() {
        return symmetries;
    }

    /** The tensors that a symmetry touches. */
    Set<String> tensors() {
        return Collections.unmodifiableSet(segments.keySet());
    }

    /** What permutes an axis of a tensor. */
    List<Segment> segments(String tensor, int axis) {
        return segments.getOrDefault(tensor, Map.of()).getOrDefault(axis, List.of());
    }

    /** The symmetries that meet one in a tensor: when it changes, what is best for them may change. */
    Set<Integer> neighbours(int symmetry) {
        Set<Integer> met = new LinkedHashSet<>();
        symmetries.get(symmetry).tensors().forEach(tensor -> segments.get(tensor).values()
                .forEach(axis -> axis.forEach(segment -> met.add(segment.symmetry()))));
        met.remove(symmetry);
        return met;
    }
}
