package dev.cupel.merger.rebasin;

import dev.cupel.merger.checkpoint.Checkpoint;

/** A network of a Stable Diffusion 1.x model. */
public enum Part {
    TEXT_ENCODER("text_encoder", Checkpoint.TEXT_ENCODER), UNET("unet", Checkpoint.UNET), VAE("vae", Checkpoint.VAE);

    private final String key;
    private final String prefix;

    Part(String key, String prefix) {
        this.key = key;
        this.prefix = prefix;
    }

    /** The name in options: {@code text_encoder}, {@code unet}, {@code vae}. */
    public String key() {
        return key;
    }

    /** Start of the names of its tensors. */
    String prefix() {
        return prefix;
    }
}
