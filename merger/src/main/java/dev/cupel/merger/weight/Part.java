package dev.cupel.merger.weight;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import java.util.Arrays;
import java.util.Optional;

/** A part of a block that may have a weight of its own; without one it has that of its block. */
public enum Part implements Place {
    /** The time embedding of the U-Net: IN00 here and in SuperMerger and sd-meh, BASE in sd-mecha, separate in auto-MBW. */
    TIME_EMBED(Block.IN00, "model.diffusion_model.time_embed."),
    /** The head of the U-Net: OUT11, separate in auto-MBW. */
    OUT(Block.OUT11, "model.diffusion_model.out."),
    /** The text encoder: BASE. */
    CLIP(Block.BASE, Checkpoint.TEXT_ENCODER),
    /** The autoencoder: BASE, where a merge merges it at all. */
    VAE(Block.BASE, Checkpoint.VAE);

    private final Block block;
    private final String prefix;

    Part(Block block, String prefix) {
        this.block = block;
        this.prefix = prefix;
    }

    /** The block that it is a part of. */
    public Block block() {
        return block;
    }

    /** The part to which a tensor belongs, if it belongs to one. */
    public static Optional<Part> of(String tensor) {
        return Arrays.stream(values()).filter(part -> part.selects(tensor)).findFirst();
    }

    @Override
    public boolean selects(String tensor) {
        return tensor.startsWith(prefix);
    }

    @Override
    public String text() {
        return name();
    }
}
