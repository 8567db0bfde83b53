package dev.cupel.merger.weight;

import dev.cupel.merger.checkpoint.Block;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * One weight per block, each a factor of alpha.
 *
 * @param values 26 finite numbers in the order of {@link Block}: BASE, IN00 to IN11, M00, OUT00 to OUT11
 */
public record BlockWeights(double[] values) {

    /** How many weights there are. */
    public static final int COUNT = Block.values().length;

    /**
     * Copies the values.
     *
     * @throws IllegalArgumentException if there are not 26 or one is not finite
     */
    public BlockWeights {
        values = values.clone();
        requireCount(values.length);
        for (Block block : Block.values()) {
            if (!Double.isFinite(values[block.ordinal()])) {
                throw new IllegalArgumentException("""
                        the weight of %s must be a finite number, but is %s.
                        Maybe a computation failed before."""
                        .formatted(block, values[block.ordinal()]));
            }
        }
    }

    private static void requireCount(int count) {
        if (count != COUNT) {
            throw new IllegalArgumentException("""
                    there must be %d block weights, but there are %d.
                    Maybe one is missing: the order is %s.""".formatted(COUNT, count, Arrays.toString(Block.values())));
        }
    }

    /** The same weight for all blocks. */
    public static BlockWeights uniform(double weight) {
        double[] values = new double[COUNT];
        Arrays.fill(values, weight);
        return new BlockWeights(values);
    }

    /**
     * Reads 26 numbers with commas between.
     *
     * @throws IllegalArgumentException if one is no finite number, or there are not 26
     */
    public static BlockWeights parse(String text) {
        String[] parts = text.split(",", -1);
        requireCount(parts.length);
        double[] values = new double[COUNT];
        Arrays.setAll(values, i -> Decimal.parse("the weight of " + Block.values()[i], parts[i]));
        return new BlockWeights(values);
    }

    /** A copy of the values. */
    @Override
    public double[] values() {
        return values.clone();
    }

    /** The weight of a block. */
    public double of(Block block) {
        return values[block.ordinal()];
    }

    /** The same but for one block. */
    public BlockWeights with(Block block, double weight) {
        double[] changed = values.clone();
        changed[block.ordinal()] = weight;
        return new BlockWeights(changed);
    }

    /**
     * The same but for some blocks.
     *
     * @throws IllegalArgumentException if the weight changes with depth, but BASE is in the range
     */
    public BlockWeights with(BlockRange range, Gradient weight) {
        if (!weight.constant() && range.first() == Block.BASE) {
            throw new IllegalArgumentException("""
                    a gradient must run over blocks of the U-Net, but the range is %s.
                    Maybe write UNET, and BASE by itself.""".formatted(range.text()));
        }
        double[] changed = values.clone();
        int count = range.blocks().size();
        for (int i = 0; i < count; i++) {
            changed[range.first().ordinal() + i] = weight.at(i, count);
        }
        return new BlockWeights(changed);
    }

    /**
     * The weights on the way to others: {@code (1 - share) * this + share * other}, as sd-meh interpolates presets.
     *
     * @param share of the others, finite: 0 are these, 1 the others
     */
    public BlockWeights towards(BlockWeights other, double share) {
        double[] mixed = new double[COUNT];
        Arrays.setAll(mixed, i -> (1 - share) * values[i] + share * other.values[i]);
        return new BlockWeights(mixed);
    }

    /** The weights as {@link #parse} reads them, to the same bits. */
    public String text() {
        return Arrays.stream(values).mapToObj(Decimal::text).collect(Collectors.joining(","));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockWeights that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return text();
    }
}
