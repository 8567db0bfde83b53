package dev.cupel.merger.checkpoint;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A family of models that have the same tensors, up to the first convolution's input channels: models of one family can
 * be merged.
 *
 * <p>Blocks are numbered as in the file: SD XL has 9 input and 9 output blocks, all others 12. What stands before the
 * first block (time embedding, and label embedding where there is one) belongs to IN00, and the output head to the last.
 */
public enum Architecture {
    SD1("Stable Diffusion 1.x", 12), //
    SD2("Stable Diffusion 2.x", 12), //
    SDXL("Stable Diffusion XL", 9), //
    SDXL_REFINER("Stable Diffusion XL refiner", 12);

    private final String text;
    private final Block lastOutput;
    private final List<Block> blocks;

    /** @param side how many input blocks there are, and output blocks */
    Architecture(String text, int side) {
        this.text = text;
        Block lastInput = Block.values()[Block.IN00.ordinal() + side - 1];
        this.lastOutput = Block.values()[Block.OUT00.ordinal() + side - 1];
        EnumSet<Block> all = EnumSet.of(Block.BASE, Block.M00);
        all.addAll(EnumSet.range(Block.IN00, lastInput));
        all.addAll(EnumSet.range(Block.OUT00, lastOutput));
        this.blocks = List.copyOf(all);
    }

    /** The family's name. */
    public String text() {
        return text;
    }

    /** The blocks that have a weight of their own, BASE first; of SD XL BASE, IN00..IN08, M00, OUT00..OUT08. */
    public List<Block> blocks() {
        return blocks;
    }

    /**
     * The block of a tensor.
     *
     * @param name a name in the layout of the original files
     * @throws IllegalArgumentException if it is a U-Net tensor of a block that the family does not have
     */
    public Block block(String name) {
        Block block = find(name);
        if (block == null) {
            throw new IllegalArgumentException("the U-Net of %s has no tensor '%s'".formatted(text, name));
        }
        return block;
    }

    /** The block of a tensor, or null if it is a U-Net tensor of another family. */
    @Nullable
    Block find(String name) {
        Block block = Block.find(name);
        if (block == Block.OUT11 && name.startsWith(Checkpoint.UNET + "out.")) {
            return lastOutput;
        }
        return block == null || blocks.contains(block) ? block : null;
    }
}
