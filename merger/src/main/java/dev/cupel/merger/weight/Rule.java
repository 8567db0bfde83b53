package dev.cupel.merger.weight;

import dev.cupel.merger.checkpoint.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A weight for some tensors of some blocks, in place of the weight that their blocks have: SuperMerger's elemental merge.
 *
 * <p>In writing it is {@code blocks:elements:weight}, such as {@code IN00..IN05 OUT03:attn1 attn2:0.5}. Several blocks or
 * elements have spaces between; {@code NOT} before them means all others; none means all. An element is a
 * {@link NamePattern} of the whole tensor's name. Several rules have commas or line breaks between. The weight may be a
 * {@link Gradient} over the blocks, such as {@code UNET:attn2:0:0.5:1}.
 *
 * <p>Unlike in SuperMerger, a malformed rule is an error and not passed over, and so is a block that does not exist; and the
 * number is a factor of alpha, as all weights here. With alpha 1 the rules of SuperMerger mean the same here.
 *
 * @param blocks where
 * @param elements which tensors there
 * @param weight their weight; if it changes with depth, the blocks must be in the U-Net
 */
public record Rule(Selection<Place> blocks, Selection<NamePattern> elements, Gradient weight) {

    /**
     * Checks that depth has a meaning if it is needed.
     *
     * @throws IllegalArgumentException if the weight changes with depth, but BASE or a part is among the blocks
     */
    public Rule {
        if (!weight.constant() && !blocks.any().stream().allMatch(BlockRange.class::isInstance)
                || !weight.constant() && chosen(blocks).contains(Block.BASE)) {
            throw new IllegalArgumentException("""
                    a gradient must run over blocks of the U-Net, but the rule's blocks are '%s'.
                    Maybe write UNET, IN or a range such as OUT00..OUT11.""".formatted(blocks.text()));
        }
    }

    /** Reads rules with commas, semicolons or line breaks between; there may be none. */
    public static List<Rule> parseAll(String text) {
        List<Rule> rules = new ArrayList<>();
        for (String rule : text.split("[,;\\n]")) {
            if (!rule.isBlank()) {
                rules.add(parse(rule));
            }
        }
        return rules;
    }

    /**
     * Reads one rule.
     *
     * @throws IllegalArgumentException if it is no rule
     */
    public static Rule parse(String text) {
        String[] pieces = text.strip().split(":", 3);
        if (pieces.length < 3) {
            throw new IllegalArgumentException(
                    """
                            a rule must be blocks:elements:weight, but is '%s'.
                            Maybe write IN00..IN05:attn1 attn2:0.5; leave blocks or elements empty for all, but keep both colons."""
                            .formatted(text.strip()));
        }
        return new Rule(Selection.parse(pieces[0], Place::parse), Selection.parse(pieces[1], NamePattern::new),
                Gradient.parse("the weight of the rule '" + text.strip() + "'", pieces[2]));
    }

    /** Whether the rule holds for a tensor. */
    public boolean holds(String tensor) {
        return blocks.selects(tensor) && elements.selects(tensor);
    }

    /** The weight of a tensor for which the rule holds. */
    double of(String tensor) {
        if (weight.constant()) {
            return weight.values().getFirst();
        }
        List<Block> depths = chosen(blocks);
        return weight.at(depths.indexOf(Block.of(tensor)), depths.size());
    }

    private static List<Block> chosen(Selection<Place> blocks) {
        List<Block> named = blocks.any().isEmpty()
                ? List.of(Block.values())
                : blocks.any().stream().flatMap(place -> switch (place) {
                    case BlockRange range -> range.blocks().stream();
                    case Part part -> List.of(part.block()).stream();
                }).toList();
        return Arrays.stream(Block.values()).filter(block -> blocks.not() != named.contains(block)).toList();
    }

    /** The rule as {@link #parse} reads it. */
    public String text() {
        return blocks.text() + ":" + elements.text() + ":" + weight.text();
    }

    /** Rules as {@link #parseAll} reads them. */
    static String text(List<Rule> rules) {
        return rules.stream().map(Rule::text).collect(Collectors.joining("; "));
    }
}
