package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.linear.Matrix;
import dev.cupel.merger.linear.Svd;
import dev.cupel.merger.lora.LayerChange.Addition;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.threads.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Merges LoRAs into one LoRA, whose difference is the weighted sum of theirs. Without a rule for ranks their pairs of matrices are
 * put side by side, which is exact: the rank is the sum of the ranks.
 */
public final class LoraUnion {

    /** A change and by what it is multiplied. */
    private record Term(Addition change, double m, Path lora) {

        double factor() {
            return m * change.scale();
        }
    }

    private final Optional<RankRule> rule;
    private final long seed;
    private final LoraFile file;

    private LoraUnion(Optional<RankRule> rule, DType dtype, long seed) {
        this.rule = rule;
        this.seed = seed;
        this.file = new LoraFile(dtype);
    }

    /**
     * Writes a LoRA that does what several do, in kohya's names.
     *
     * @param loras the LoRAs, each with its weights
     * @param rule how much of the sum is kept; without one, pairs are put side by side
     * @param dtype F16, BF16 or F32: of the file
     * @param seed of the random vectors that large layers are searched with
     * @param threads how many, from 1
     * @param out the file to write
     * @throws TensorFileException if a LoRA is damaged
     * @throws MergeException if a LoRA is of a family whose effect depends on the model, or that needs a rule
     * @throws IOException if the file cannot be written
     */
    public static void write(List<WeightedLora> loras, Optional<RankRule> rule, DType dtype, long seed, int threads,
            Path out) throws IOException {
        LoraMerge.refuseToReplace(loras.stream().map(WeightedLora::file).toList(), out);
        List<Lora> open = new ArrayList<>();
        try {
            Map<String, List<Term>> weights = new LinkedHashMap<>();
            Map<String, List<Term>> biases = new LinkedHashMap<>();
            for (WeightedLora use : loras) {
                open.add(Lora.open(use.file()));
                for (LoraLayer layer : open.getLast().layers().values()) {
                    double m = use.strength().of(KohyaNames.block(layer.name()));
                    collect(weights, layer.name(), layer.weight(), m, use.file());
                    collect(biases, layer.name(), layer.bias(), m, use.file());
                }
            }
            LoraUnion union = new LoraUnion(rule, dtype, seed);
            new Workers(threads).map(List.copyOf(weights.entrySet()),
                    layer -> union.add(layer.getKey(), layer.getValue()));
            biases.forEach((layer, terms) -> union.addSum(layer
                    + (weights.containsKey(layer) && isNorm(weights.get(layer)) ? ".b_norm" : ".diff_b"), terms));
            union.file.write(out, Map.of("modelspec.merged_from", loras.stream()
                    .map(use -> use.file().getFileName().toString()).collect(Collectors.joining(", "))));
        } finally {
            open.forEach(Lora::close);
        }
    }

    private static void collect(Map<String, List<Term>> terms, String layer, @Nullable LayerChange change, double m,
            Path lora) {
        if (change == null || m == 0) {
            return;
        }
        if (!(change instanceof Addition addition)) {
            throw new MergeException("%s: '%s' is of the family %s, whose effect depends on the model."
                    .formatted(lora, layer, change.family()),
                    "Maybe merge it into a checkpoint, and extract a LoRA from that.");
        }
        terms.computeIfAbsent(layer, _ -> new ArrayList<>()).add(new Term(addition, m, lora));
    }

    private static boolean isNorm(List<Term> terms) {
        return terms.getFirst().change().delta().size().columns() == 1;
    }

    /** Adds a layer; returns how many LoRAs it has. */
    private int add(String layer, List<Term> terms) {
        Term first = terms.getFirst();
        for (Term term : terms) {
            if (!term.change().delta().size().equals(first.change().delta().size())) {
                throw new MergeException("'%s' has the size %s in %s and %s in %s.".formatted(layer,
                        first.change().delta().size(), first.lora(), term.change().delta().size(), term.lora()),
                        "Maybe they were made for different kinds of models.");
            }
        }
        if (isNorm(terms)) {
            addSum(layer + ".w_norm", terms);
        } else if (terms.stream().allMatch(term -> term.change().delta() instanceof Delta.LowRank pair
                && pair.plain())) {
            addPairs(layer, terms);
        } else {
            addWhole(layer, terms);
        }
        return terms.size();
    }

    /** up = (f1 up1, f2 up2, …) and down = (down1; down2; …). */
    private void addPairs(String layer, List<Term> terms) {
        long[] shape = Difference.shape(layer, terms.getFirst().change().delta());
        int rank = terms.stream().mapToInt(term -> term.change().rank()).sum();
        Size size = terms.getFirst().change().delta().size();
        Matrix up = Matrix.zeros((int) size.rows(), rank);
        Matrix down = Matrix.zeros(rank, (int) size.columns());
        int at = 0;
        for (Term term : terms) {
            Delta.LowRank pair = (Delta.LowRank) term.change().delta();
            Matrix left = Difference.up(pair);
            for (int i = 0; i < left.rows(); i++) {
                for (int r = 0; r < left.columns(); r++) {
                    up.values()[i * rank + at + r] = term.factor() * left.at(i, r);
                }
            }
            Matrix right = Difference.down(pair);
            System.arraycopy(right.values(), 0, down.values(), at * down.columns(), right.values().length);
            at += pair.rank();
        }
        if (rule.isPresent()) {
            file.addLowRank(layer, rule.get().apply(Difference.ofProduct(up, down)), shape, 1, Double.MAX_VALUE);
        } else {
            file.addPair(layer, up, down, shape, 1, Double.MAX_VALUE);
        }
    }

    private void addWhole(String layer, List<Term> terms) {
        RankRule kept = rule.orElseThrow(() -> new MergeException(
                "'%s' is of the family %s, which can only be merged into a LoRA of a given rank.".formatted(layer,
                        terms.getFirst().change().family()),
                "Maybe give --rank, --energy or --error."));
        Svd svd = kept.apply(sum(terms), seed ^ layer.hashCode());
        file.addLowRank(layer, svd, Difference.shape(layer, terms.getFirst().change().delta()), 1, Double.MAX_VALUE);
    }

    private static Matrix sum(List<Term> terms) {
        Size size = terms.getFirst().change().delta().size();
        Matrix sum = Matrix.zeros((int) size.rows(), (int) size.columns());
        for (Term term : terms) {
            Matrix each = Difference.whole(term.change().delta());
            for (int i = 0; i < sum.values().length; i++) {
                sum.values()[i] += term.factor() * each.values()[i];
            }
        }
        return sum;
    }

    private void addSum(String name, List<Term> terms) {
        double[] sum = sum(terms).values();
        float[] values = new float[sum.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) sum[i];
        }
        file.addOther(name, new long[]{values.length}, values);
    }
}
