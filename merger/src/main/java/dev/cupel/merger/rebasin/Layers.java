package dev.cupel.merger.rebasin;

import dev.cupel.merger.method.MergeException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The layers of a network, known by the names and shapes of their tensors.
 *
 * @param shapes of the model's tensors, by name
 * @param prefix start of the names of the network's tensors
 */
record Layers(Map<String, long[]> shapes, String prefix) {

    /** The layers under a longer prefix. */
    Layers under(String more) {
        return new Layers(shapes, prefix + more);
    }

    /** Whether there is a layer of this name. */
    boolean has(String layer) {
        return shapes.containsKey(prefix + layer + ".weight");
    }

    /** How many of start + 0 + end, start + 1 + end, … there are. */
    int count(String start, String end) {
        int count = 0;
        while (has(start + count + end)) {
            count++;
        }
        return count;
    }

    /** The length of an axis of a layer's weight. */
    int size(String layer, int axis) {
        return tensorSize(layer + ".weight", axis);
    }

    /** The length of an axis of a tensor. */
    int tensorSize(String tensor, int axis) {
        long[] shape = shapes.get(prefix + tensor);
        if (shape == null || shape.length <= axis || shape[axis] > Integer.MAX_VALUE) {
            throw new MergeException("re-basin needs the tensor '%s%s' of a complete network, but it is %s."
                    .formatted(prefix, tensor, shape == null ? "missing" : "of another shape"),
                    "Maybe the part is stored in a file of its own: leave that part out.");
        }
        return (int) shape[axis];
    }

    /** The names of the layers whose names end so, without that end, in the model's order. */
    List<String> endingWith(String end) {
        Set<String> names = shapes.keySet();
        String tail = end + ".weight";
        return names.stream().filter(name -> name.startsWith(prefix) && name.endsWith(tail))
                .map(name -> name.substring(prefix.length(), name.length() - tail.length())).sorted().toList();
    }
}
