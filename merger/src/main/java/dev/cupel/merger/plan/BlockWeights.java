package dev.cupel.merger.plan;

import dev.cupel.merger.checkpoint.Block;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;

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
        if (values.length != COUNT) {
            throw new IllegalArgumentException("""
                    there must be %d block weights, but there are %d.
                    Maybe one is missing: the order is %s.""".formatted(COUNT, values.length,
                    Arrays.toString(Block.values())));
        }
        for (Block block : Block.values()) {
            if (!Double.isFinite(values[block.ordinal()])) {
                throw new IllegalArgumentException("""
                        the weight of %s must be a finite number, but is %s.
                        Maybe a computation failed before."""
                        .formatted(block, values[block.ordinal()]));
            }
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
        double[] values = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                values[i] = Double.parseDouble(parts[i].strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("""
                        block weight %d must be a number, but is '%s'.
                        Maybe a comma is doubled: write %d numbers as in 1,0.5,0."""
                        .formatted(i + 1, parts[i], COUNT), e);
            }
        }
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

    /** The weights as {@link #parse} reads them. */
    public String text() {
        StringJoiner text = new StringJoiner(",");
        for (double value : values) {
            text.add(value == Math.rint(value) && Math.abs(value) < 1e9
                    ? String.format(Locale.ROOT, "%.0f", value)
                    : Double.toString(value));
        }
        return text.toString();
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
