package dev.cupel.optimizer.experiment;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.merger.weight.Part;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Weighting;
import dev.cupel.optimizer.space.Axis;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Which values of alpha, or of beta, an experiment may try: the factor of all and the weights, each fixed or within a range,
 * some sharing one axis.
 *
 * @param value  the factor of all, with the number's name for its axis
 * @param preset presets that give the blocks their weights, one of which is chosen
 * @param blocks a weight for each of the 26 blocks; with presets, for those that these do not decide
 * @param parts  weights of parts in place of their blocks'
 * @param rules  weights of elements in place of their blocks'
 */
public record StrengthSpace(Weight value, Optional<PresetChoice> preset, Map<Block, Blend> blocks,
        Map<Part, Blend> parts, List<RuleSpace> rules) {

    private static final BlockWeights ONES = BlockWeights.uniform(1);

    /** Checks that each block has a weight. */
    public StrengthSpace {
        blocks = Collections.unmodifiableMap(enums(Block.class, blocks));
        parts = Collections.unmodifiableMap(enums(Part.class, parts));
        rules = List.copyOf(rules);
        if (preset.isEmpty() && blocks.size() != Block.values().length) {
            throw new IllegalArgumentException("""
                    each of the %d blocks needs a weight, but there are %d.
                    Maybe give 'default' a value.""".formatted(Block.values().length, blocks.size()));
        }
    }

    private static <E extends Enum<E>> Map<E, Blend> enums(Class<E> type, Map<E, Blend> weights) {
        Map<E, Blend> copy = new EnumMap<>(type);
        copy.putAll(weights);
        return copy;
    }

    /** What is searched, by name, in a fixed order: the preset, the factor, the blocks', the parts', the rules' weights. */
    Map<String, Axis> axes() {
        Map<String, Axis> axes = new LinkedHashMap<>();
        preset.ifPresent(choice -> axes.put(choice.axis().name(), choice.axis()));
        enter(value, axes);
        blocks.values().forEach(blend -> blend.shares().forEach(share -> enter(share.weight(), axes)));
        parts.values().forEach(blend -> blend.shares().forEach(share -> enter(share.weight(), axes)));
        rules.forEach(rule -> rule.weights().forEach(weight -> enter(weight, axes)));
        return axes;
    }

    private static void enter(Weight weight, Map<String, Axis> axes) {
        if (!weight.fixed()) {
            axes.putIfAbsent(weight.axis(), weight.extent().axis(weight.axis()));
        }
    }

    /** The values of the axes at a strength, of those that are the weight of something by themselves. */
    Map<String, Double> locate(Strength strength) {
        Map<String, Double> values = new LinkedHashMap<>();
        BlockWeights weights = strength.weights().blocks();
        preset.ifPresent(choice -> choice
                .locate(weights, free())
                .ifPresent(option -> values.put(choice.axis().name(), option)));
        if (!value.fixed()) {
            values.put(value.axis(), strength.value());
        }
        blocks.forEach((block, blend) -> locate(blend, weights.of(block), values));
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

    /** The blocks of which a preset decides. */
    private Set<Block> free() {
        Set<Block> free = EnumSet.allOf(Block.class);
        free.removeAll(blocks.keySet());
        return free;
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
                weighting(preset.map(choice -> choice.at(values)).orElse(ONES), blend -> blend.at(values),
                        rules.stream().map(rule -> rule.at(values)).toList()));
    }

    /** A uniform strength: every weight 1 unless it is fixed at another value. */
    Strength uniform(double uniformValue) {
        return new Strength(uniformValue,
                weighting(ONES, Blend::uniform, rules.stream().map(RuleSpace::uniform).toList()));
    }

    private Weighting weighting(BlockWeights start, ToDoubleFunction<Blend> number, List<Rule> ruled) {
        double[] weights = start.values();
        blocks.forEach((block, blend) -> weights[block.ordinal()] = number.applyAsDouble(blend));
        Map<Part, Double> own = new EnumMap<>(Part.class);
        parts.forEach((part, blend) -> own.put(part, number.applyAsDouble(blend)));
        return new Weighting(new BlockWeights(weights), own, ruled);
    }
}
