package dev.cupel.merger.weight;

import dev.cupel.merger.checkpoint.Block;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The weight of every tensor, a factor of alpha (or beta): that of the last rule that holds for it, else that of its part,
 * else that of its block.
 *
 * @param blocks the weight of each block
 * @param parts weights of parts in place of their blocks', finite; none for those that are not in the map
 * @param rules weights of single tensors; of several that hold, the last one counts
 */
public record Weighting(BlockWeights blocks, Map<Part, Double> parts, List<Rule> rules) {

    /**
     * Copies map and list.
     *
     * @throws IllegalArgumentException if a part's weight is not finite
     */
    public Weighting {
        Map<Part, Double> copy = new EnumMap<>(Part.class);
        copy.putAll(parts);
        copy.forEach((part, weight) -> {
            if (!Double.isFinite(weight)) {
                throw new IllegalArgumentException("""
                        the weight of %s must be a finite number, but is %s.
                        Maybe a computation failed before.""".formatted(part, weight));
            }
        });
        parts = Collections.unmodifiableMap(copy);
        rules = List.copyOf(rules);
    }

    /** The same weight everywhere. */
    public static Weighting uniform(double weight) {
        return of(BlockWeights.uniform(weight));
    }

    /** Block weights alone. */
    public static Weighting of(BlockWeights blocks) {
        return new Weighting(blocks, Map.of(), List.of());
    }

    /**
     * Reads a weighting. In writing it is a start, entries or both, with commas between, then perhaps rules, each after a
     * semicolon:
     *
     * <ul>
     * <li>a start is 26 numbers (BASE, IN00 to IN11, M00, OUT00 to OUT11); or 25 without BASE, which must then be an entry
     * ({@code …,BASE=0}); or SDXL's 20 (BASE, IN00 to IN08, M00, OUT00 to OUT08), where the output head follows OUT08, and the blocks that SDXL lacks get 0;
     * or the name of a {@link Preset}; or two with a share of the second ({@code GRAD_A,GRAD_V@0.3}). Without a start all
     * blocks have the weight of the entry {@code default}, or else 1;
     * <li>an entry is a {@link Place} and its weight ({@code IN00=0.5}, {@code OUT09..OUT11=0.2}, {@code CLIP=0}), or a
     * {@link Gradient} over the blocks of a range ({@code UNET=0:0.5:1}); a later entry overrides an earlier one;
     * <li>a {@link Rule} is {@code blocks:elements:weight}.
     * </ul>
     *
     * @throws IllegalArgumentException if the text says something else
     */
    public static Weighting parse(String text) {
        return WeightingText.parse(text);
    }

    /**
     * The weight of a tensor.
     *
     * @param tensor its name in the Stable Diffusion 1.x layout
     * @throws IllegalArgumentException if it is a U-Net tensor that SD 1.x does not have
     */
    public double of(String tensor) {
        for (Rule rule : rules.reversed()) {
            if (rule.holds(tensor)) {
                return rule.of(tensor);
            }
        }
        return Part.of(tensor).map(this::of).orElseGet(() -> blocks.of(Block.of(tensor)));
    }

    /** The weight of a part before rules: its own, or that of its block. */
    public double of(Part part) {
        return parts.getOrDefault(part, blocks.of(part.block()));
    }

    /** The same with more rules after those that are there. */
    public Weighting withRules(List<Rule> more) {
        List<Rule> all = new ArrayList<>(rules);
        all.addAll(more);
        return new Weighting(blocks, parts, all);
    }

    /** The same with a part's own weight. */
    public Weighting with(Part part, double weight) {
        Map<Part, Double> changed = new EnumMap<>(Part.class);
        changed.putAll(parts);
        changed.put(part, weight);
        return new Weighting(blocks, changed, rules);
    }

    /** The weighting as {@link #parse} reads it, to the same bits: 26 numbers, the parts, the rules. */
    public String text() {
        StringBuilder text = new StringBuilder(blocks.text());
        parts.forEach((part, weight) -> text.append(',').append(part).append('=').append(Decimal.text(weight)));
        rules.forEach(rule -> text.append("; ").append(rule.text()));
        return text.toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
