package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a LoRA is, for people.
 *
 * @param path the file, as it was given
 * @param name what it calls itself
 * @param families how many changed tensors are of each family
 * @param parts what it changes, block by block
 * @param dtypes how many tensors of the file are of each type
 * @param metadata texts that the file carries
 * @param ignored names of tensors that are left out
 */
public record LoraInspection(Path path, String name, Map<String, Integer> families, List<Part> parts,
        Map<String, Integer> dtypes, Map<String, String> metadata, List<String> ignored) {

    /**
     * What a LoRA changes in a block.
     *
     * @param block the block, {@code BASE} for the text encoder, {@code other} for what belongs to none
     * @param tensors how many tensors of the model
     * @param ranks those that there are, rising, 0 where there is none
     * @param scales the factors alpha / rank, rising
     * @param parameters how many numbers in the file
     * @param length the root of the sum of the squares of all differences at weight 1; of IA3 and DoRA that of the factors and of the
     *     difference before its magnitudes
     */
    public record Part(String block, int tensors, List<Integer> ranks, List<Double> scales, long parameters,
            double length) {}

    private static final int LONGEST_METADATA = 300;

    /** Copies the collections. */
    public LoraInspection {
        families = Collections.unmodifiableMap(new TreeMap<>(families));
        parts = List.copyOf(parts);
        dtypes = Collections.unmodifiableMap(new TreeMap<>(dtypes));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        ignored = List.copyOf(ignored);
    }

    /**
     * Looks at a file.
     *
     * @throws TensorFileException if it is no LoRA, or damaged
     */
    public static LoraInspection of(Path path) {
        try (Lora lora = Lora.open(path)) {
            Map<String, Integer> families = new TreeMap<>();
            Map<String, List<LayerChange>> blocks = new LinkedHashMap<>();
            for (Block block : Block.values()) {
                blocks.put(block.name(), new ArrayList<>());
            }
            for (LoraLayer layer : lora.layers().values()) {
                layer.changes().forEach(change -> {
                    families.merge(change.family(), 1, Integer::sum);
                    blocks.computeIfAbsent(block(layer.name()), _ -> new ArrayList<>()).add(change);
                });
            }
            Map<String, Integer> dtypes = new TreeMap<>();
            lora.file().tensors().values().forEach(tensor -> dtypes.merge(tensor.dtype().name(), 1, Integer::sum));
            return new LoraInspection(path, lora.name(), families, blocks.entrySet().stream()
                    .filter(block -> !block.getValue().isEmpty()).map(block -> part(block.getKey(), block.getValue()))
                    .toList(), dtypes, lora.metadata(),
                    lora.ignored());
        }
    }

    private static String block(String layer) {
        String beginning = KohyaNames.block(layer);
        return beginning.equals(Checkpoint.UNET + "out.") ? "other" : Block.of(beginning).name();
    }

    private static Part part(String block, List<LayerChange> changes) {
        TreeSet<Integer> ranks = new TreeSet<>();
        TreeSet<Double> scales = new TreeSet<>();
        long parameters = 0;
        double squares = 0;
        for (LayerChange change : changes) {
            ranks.add(change.rank());
            scales.add(change.scale());
            parameters += change.tensors().stream().mapToLong(Tensor::count).sum();
            squares += change.scale() * change.scale() * squares(change);
        }
        return new Part(block, changes.size(), List.copyOf(ranks), List.copyOf(scales), parameters, Math.sqrt(squares));
    }

    private static double squares(LayerChange change) {
        return switch (change) {
            case LayerChange.Addition(Delta delta, double _) -> Difference.squares(delta);
            case LayerChange.Decomposition(Delta delta, double _, var _, boolean _) -> Difference.squares(delta);
            case LayerChange.Rescaling(var factors, boolean _, double _) -> {
                double sum = 0;
                for (float factor : factors.toFloats()) {
                    sum += (double) factor * factor;
                }
                yield sum;
            }
        };
    }

    /** The text that {@code lora inspect} prints, several lines. */
    public String render() {
        StringBuilder text = new StringBuilder();
        line(text, "file", path.toString());
        line(text, "name", name);
        line(text, "families", counts(families, "tensors of the model"));
        line(text, "precision", counts(dtypes, "tensors"));
        ignored.forEach(tensor -> line(text, "left out", tensor));
        metadata.forEach((key, value) -> line(text, "metadata", key + ": "
                + (value.length() > LONGEST_METADATA ? value.substring(0, LONGEST_METADATA) + "…" : value)));
        text.append(String.format(Locale.ROOT, "%n%-8s %8s %8s %12s %14s %10s%n", "block", "tensors", "rank", "scale",
                "parameters", "length"));
        for (Part part : parts) {
            text.append(String.format(Locale.ROOT, "%-8s %8d %8s %12s %,14d %10.4f%n", part.block(), part.tensors(),
                    range(part.ranks().getFirst().toString(), part.ranks().getLast().toString()),
                    range(number(part.scales().getFirst()), number(part.scales().getLast())), part.parameters(),
                    part.length()));
        }
        text.append(String.format(Locale.ROOT, "%-8s %8d %8s %12s %,14d %10.4f%n", "all",
                parts.stream().mapToInt(Part::tensors).sum(), "", "",
                parts.stream().mapToLong(Part::parameters).sum(),
                Math.sqrt(parts.stream().mapToDouble(part -> part.length() * part.length()).sum())));
        return text.toString();
    }

    private static String range(String low, String high) {
        return low.equals(high) ? low : low + ".." + high;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? "%.0f".formatted(value) : String.format(Locale.ROOT, "%.4g", value);
    }

    private static String counts(Map<String, Integer> counts, String what) {
        return counts.entrySet().stream().map(count -> count.getKey() + " (" + count.getValue() + " " + what + ")")
                .collect(Collectors.joining(", "));
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format("%-11s %s%n", label, value));
    }
}
