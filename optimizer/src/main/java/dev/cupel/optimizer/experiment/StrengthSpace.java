package dev.cupel.optimizer.experiment;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.merger.weight.Part;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Weighting;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Which values of alpha, or of beta, an experiment may try: the factor of all and the weights, each fixed or within a range,
 * some sharing one axis.
 *
 * @param value  the factor of all, with the number's name for its axis
 * @param blocks a weight for each of the 26 blocks
 * @param parts  weights of parts in place of their blocks'
 * @param rules  weights of elements in place of their blocks'
 */
public record StrengthSpace(Weight value, Map<Block, Blend> blocks, Map<Part, Blend> parts, List<RuleSpace> rules) {

    /** Checks that each block has a weight. */
    public StrengthSpace {
        blocks = new EnumMap<>(blocks);
        Map<Part, Blend> copy = new EnumMap<>(Part.class);
        copy.putAll(parts);
        parts = copy;
        rules = List.copyOf(rules);
        if (blocks.size() != Block.values().length) {
            throw new IllegalArgumentException("""
                    each of the %d blocks needs a weight, but there are %d.
                    Maybe give 'default' a value.""".formatted(Block.values().length, blocks.size()));
        }
    }

    /** The numbers that are searched, by their axes, in a fixed order: the factor, the blocks', the parts', the rules'. */
    Map<String, Extent> axes() {
        Map<String, Extent> axes = new LinkedHashMap<>();
        enter(value, axes);
        blocks.values().forEach(blend -> blend.shares().forEach(share -> enter(share.weight(), axes)));
        parts.values().forEach(blend -> blend.shares().forEach(share -> enter(share.weight(), axes)));
        rules.forEach(rule -> rule.weights().forEach(weight -> enter(weight, axes)));
        return axes;
    }

    private static void enter(Weight weight, Map<String, Extent> axes) {
        if (!weight.fixed()) {
            axes.putIfAbsent(weight.axis(), weight.extent());
        }
    }

    /** The values of the axes at a strength, of those that are the weight of something by themselves. */
    Map<String, Double> locate(Strength strength) {
        Map<String, Double> values = new LinkedHashMap<>();
        if (!value.fixed()) {
            values.put(value.axis(), strength.value());
        }
        blocks.forEach((block, blend) -> locate(blend, strength.weights().blocks().of(block), values));
        parts.forEach((part, blend) -> locate(blend, strength.weights().of(part), values));
        List<Rule> given = strength.weights().rules();
        for (int i = 0; i < Math.min(rules.size(), given.size()); i++) {
            List<Weight> own = rules.get(i).weights();
            for (int k = 0; k < Math.min(own.size(), given.get(i).weight().values().size()); k++) {
                locate(Blend.of(own.get(k)), given.get(i).weight().values().get(k), values);
            }
        }
        return values;
    }

    private static void locate(Blend blend, double number, Map<String, Double> values) {
        if (blend.shares().size() == 1 && !blend.shares().getFirst().weight().fixed()) {
            Blend.Share share = blend.shares().getFirst();
            values.putIfAbsent(share.weight().axis(), number / share.factor());
        }
    }

    /** The strength at a point, given by the values of the axes. */
    Strength at(Map<String, Double> values) {
        return new Strength(value.at(values),
                weighting(blend -> blend.at(values), rules.stream().map(rule -> rule.at(values)).toList()));
    }

    /** A uniform strength: every weight 1 unless it is fixed at another value. */
    Strength uniform(double uniformValue) {
        return new Strength(uniformValue, weighting(Blend::uniform, rules.stream().map(RuleSpace::uniform).toList()));
    }

    private Weighting weighting(ToDoubleFunction<Blend> number, List<Rule> ruled) {
        double[] weights = new double[Block.values().length];
        blocks.forEach((block, blend) -> weights[block.ordinal()] = number.applyAsDouble(blend));
        Map<Part, Double> own = new EnumMap<>(Part.class);
        parts.forEach((part, blend) -> own.put(part, number.applyAsDouble(blend)));
        return new Weighting(new BlockWeights(weights), own, ruled);
    }
}
