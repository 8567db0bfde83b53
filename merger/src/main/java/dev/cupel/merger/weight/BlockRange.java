package dev.cupel.merger.weight;

import dev.cupel.merger.checkpoint.Block;
import java.util.List;

/**
 * Neighbouring blocks, with all their parts.
 *
 * @param first the first, inclusive
 * @param last the last, inclusive; not before the first
 */
public record BlockRange(Block first, Block last) implements Place {

    static final String INPUTS = "IN";
    static final String UNET = "UNET";

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if the last block comes before the first
     */
    public BlockRange {
        if (first.ordinal() > last.ordinal()) {
            throw new IllegalArgumentException("""
                    a range's first block must not come after its last, but the range is %s..%s.
                    Maybe write %s..%s.""".formatted(first, last, last, first));
        }
    }

    /** The blocks in their order. */
    public List<Block> blocks() {
        return List.of(Block.values()).subList(first.ordinal(), last.ordinal() + 1);
    }

    @Override
    public boolean selects(String tensor) {
        int block = Block.of(tensor).ordinal();
        return first.ordinal() <= block && block <= last.ordinal();
    }

    @Override
    public String text() {
        if (first == Block.IN00 && last == Block.IN11) {
            return INPUTS;
        }
        if (first == Block.IN00 && last == Block.OUT11) {
            return UNET;
        }
        return first == last ? first.name() : first + ".." + last;
    }
}
