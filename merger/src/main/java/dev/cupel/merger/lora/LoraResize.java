package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.linear.Svd;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.threads.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a LoRA other ranks: each layer's difference becomes the nearest one of the new rank. Layers of other families (LoHa, LoKr,
 * Tucker, full differences) become plain low-rank ones; DoRA keeps its magnitudes, and normalisations, biases and IA3 stay as
 * they are. The scale of a layer stays, so that alpha is scale times the new rank.
 */
public final class LoraResize {

    /**
     * What became of the LoRA.
     *
     * @param layers how many layers have new ranks
     * @param before their ranks before, 0 for a layer without
     * @param after their ranks now
     * @param kept the share of the squares of all differences that is kept
     */
    public record Summary(int layers, Range before, Range after, double kept) {}

    /**
     * From the smallest rank to the largest.
     *
     * @param smallest 0 if a layer has none
     * @param largest the same or more
     */
    public record Range(int smallest, int largest) {
        private static Range of(List<Integer> ranks) {
            return new Range(ranks.stream().mapToInt(r -> r).min().orElse(0),
                    ranks.stream().mapToInt(r -> r).max().orElse(0));
        }
    }

    private record Part(int before, int after, double squares, double kept) {}

    private final RankRule rule;
    private final long seed;
    private final LoraFile file;

    private LoraResize(RankRule rule, DType dtype, long seed) {
        this.rule = rule;
        this.seed = seed;
        this.file = new LoraFile(dtype);
    }

    /**
     * Writes the LoRA with other ranks, in kohya's names.
     *
     * @param lora the LoRA
     * @param rule how much is kept
     * @param dtype F16, BF16 or F32: of the file
     * @param seed of the random vectors that large layers are searched with
     * @param threads how many, from 1
     * @param out the file to write
     * @throws TensorFileException if the LoRA is damaged
     * @throws MergeException if a value is too large for the type, or out is the LoRA
     * @throws IOException if the file cannot be written
     */
    public static Summary write(Path lora, RankRule rule, DType dtype, long seed, int threads, Path out)
            throws IOException {
        LoraMerge.refuseToReplace(List.of(lora), out);
        try (Lora open = Lora.open(lora)) {
            LoraResize resize = new LoraResize(rule, dtype, seed);
            List<Part> parts = new Workers(threads).map(List.copyOf(open.layers().values()), resize::resize).stream()
                    .filter(part -> part.after() > 0).toList();
            Map<String, String> metadata = new LinkedHashMap<>(open.metadata());
            LoraFile.DERIVED.forEach(metadata::remove);
            resize.file.write(out, metadata);
            double all = parts.stream().mapToDouble(Part::squares).sum();
            return new Summary(parts.size(), Range.of(parts.stream().map(Part::before).toList()),
                    Range.of(parts.stream().map(Part::after).toList()),
                    all == 0 ? 1 : parts.stream().mapToDouble(Part::kept).sum() / all);
        }
    }

    private Part resize(LoraLayer layer) {
        if (layer.bias() instanceof LayerChange.Addition(Delta.FullDifference bias, double _)) {
            copy(bias.diff(), layer.name() + (isNorm(layer.weight()) ? ".b_norm" : ".diff_b"));
        }
        return switch (layer.weight()) {
            case null -> new Part(0, 0, 0, 0);
            case LayerChange.Rescaling(var factors, boolean perInput, double scale) -> {
                copy(factors, layer.name() + ".weight");
                file.addOther(layer.name() + ".on_input", new long[0], perInput ? 1 : 0);
                file.addOther(layer.name() + ".scale", new long[0], (float) scale);
                yield new Part(0, 0, 0, 0);
            }
            case LayerChange.Addition(Delta.FullDifference norm, double _) when norm.diff().shape().length == 1 -> {
                copy(norm.diff(), layer.name() + ".w_norm");
                yield new Part(0, 0, 0, 0);
            }
            case LayerChange.Addition(Delta delta, double scale) -> resize(layer.name(), delta, scale);
            case LayerChange.Decomposition(Delta delta, double scale, var magnitude, boolean perOutput) -> {
                long[] shape = new long[Difference.shape(layer.name(), delta).length];
                Arrays.fill(shape, 1);
                shape[perOutput ? 0 : 1] = magnitude.count();
                file.addOther(layer.name() + ".dora_scale", shape, magnitude.toFloats());
                yield resize(layer.name(), delta, scale);
            }
        };
    }

    private void copy(Tensor tensor, String name) {
        file.addOther(name, tensor.shape(), tensor.toFloats());
    }

    private static boolean isNorm(@Nullable LayerChange weight) {
        return weight instanceof LayerChange.Addition(Delta.FullDifference norm, double _)
                && norm.diff().shape().length == 1;
    }

    private Part resize(String layer, Delta delta, double scale) {
        Svd svd = Difference.kept(delta, rule, seed ^ layer.hashCode());
        file.addLowRank(layer, svd, Difference.shape(layer, delta), scale, Double.MAX_VALUE);
        double kept = 0;
        for (double s : svd.s()) {
            kept += s * s;
        }
        return new Part(delta.rank(), svd.s().length, scale * scale * Difference.squares(delta),
                scale * scale * kept);
    }
}
