package dev.cupel.optimizer.experiment;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.plan.Adjustment;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which merges an experiment may try: alpha, the block weights and the text encoder's weight, each fixed or within a
 * range, some blocks sharing one axis.
 *
 * @param method      the merge method with its settings
 * @param alpha       the global coefficient
 * @param blocks      a weight for each of the 26 blocks
 * @param textEncoder the text encoder's own weight; empty if it follows BASE
 * @param clip        limits of the result
 * @param adjustment  changes of the first and last layers
 * @param vae         whose VAE, by the recipe's name
 * @param precision   of the result: fp16 or fp32
 */
public record MergeSpace(MergeMethod method, Extent alpha, Map<Block, Weight> blocks, Optional<Extent> textEncoder,
        Clip clip, Adjustment adjustment, VaeChoice vae, Precision precision) {

    private static final String ALPHA = "alpha";
    private static final String TEXT_ENCODER = "text_encoder";

    /** Checks that each block has a weight. */
    public MergeSpace {
        blocks = new EnumMap<>(blocks);
        if (blocks.size() != Block.values().length) {
            throw new IllegalArgumentException("""
                    each of the %d blocks needs a weight, but there are %d.
                    Give 'default' a value.""".formatted(Block.values().length, blocks.size()));
        }
    }

    /**
     * The weight of a block.
     *
     * @param extent its value or range
     * @param axis   the name of its axis: its own, or that of its group
     */
    public record Weight(Extent extent, String axis) {}

    /** The axes that are searched, in a fixed order: alpha, the blocks' in their order, the text encoder's. */
    public Space space() {
        return new Space(axes());
    }

    /** The axes; none if everything is fixed. */
    List<Axis> axes() {
        Map<String, Extent> axes = new LinkedHashMap<>();
        axes.put(ALPHA, alpha);
        blocks.values().forEach(weight -> axes.putIfAbsent(weight.axis(), weight.extent()));
        textEncoder.ifPresent(extent -> axes.put(TEXT_ENCODER, extent));
        List<Axis> searched = new ArrayList<>();
        axes.forEach((name, extent) -> {
            if (!extent.fixed()) {
                searched.add(Axis.linear(name, extent.low(), extent.high()));
            }
        });
        return searched;
    }

    /**
     * The coefficients of a point.
     *
     * @param values a value for each axis of {@link #space}, by name
     */
    public Coefficients at(Map<String, Double> values) {
        double[] weights = new double[Block.values().length];
        blocks.forEach((block, weight) -> weights[block.ordinal()] = value(values, weight.axis(), weight.extent()));
        Double text = textEncoder.map(extent -> value(values, TEXT_ENCODER, extent)).orElse(null);
        return new Coefficients(value(values, ALPHA, alpha), new BlockWeights(weights), text);
    }

    private static double value(Map<String, Double> values, String axis, Extent extent) {
        return extent.fixed() ? extent.low() : values.get(axis);
    }

    /**
     * The coefficients of a uniform merge: every block weight 1, the text encoder's too unless it is fixed at another
     * value, as are blocks.
     */
    public Coefficients uniform(double uniformAlpha) {
        double[] weights = new double[Block.values().length];
        blocks.forEach((block, weight) -> weights[block.ordinal()] = uniformWeight(weight.extent()));
        Double text = textEncoder.map(MergeSpace::uniformWeight).orElse(null);
        return new Coefficients(uniformAlpha, new BlockWeights(weights), text);
    }

    private static double uniformWeight(Extent extent) {
        return extent.fixed() ? extent.low() : 1;
    }

    /**
     * Where a uniform merge lies in the space, by axis; empty if it lies outside. With a fixed alpha the weights carry
     * the uniform alpha.
     */
    public Optional<Map<String, Double>> place(double uniformAlpha) {
        double weight = alpha.fixed() ? uniformAlpha / alpha.low() : 1;
        Map<String, Double> values = new LinkedHashMap<>();
        for (Axis axis : axes()) {
            double value = axis.name().equals(ALPHA) ? uniformAlpha : weight;
            if (!(axis.low() <= value && value <= axis.high())) {
                return Optional.empty();
            }
            values.put(axis.name(), value);
        }
        return sameMerge(at(values), uniform(uniformAlpha)) ? Optional.of(values) : Optional.empty();
    }

    /** Whether two choices of alpha and weights give the same effective coefficients, up to rounding. */
    private static boolean sameMerge(Coefficients one, Coefficients other) {
        boolean same = near(one.alpha().of(Checkpoint.TEXT_ENCODER), other.alpha().of(Checkpoint.TEXT_ENCODER));
        for (Block block : Block.values()) {
            same &= near(one.alpha().value() * one.alpha().weights().blocks().of(block),
                    other.alpha().value() * other.alpha().weights().blocks().of(block));
        }
        return same;
    }

    private static boolean near(double one, double other) {
        return Math.abs(one - other) < 1e-9;
    }
}
