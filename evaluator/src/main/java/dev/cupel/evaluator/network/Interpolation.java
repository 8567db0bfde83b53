package dev.cupel.evaluator.network;

import ai.djl.pytorch.jni.IValue;
import java.util.Locale;

/** Ways to resize latents, under the web UI's names; PyTorch's interpolations, corners not aligned. */
public enum Interpolation {
    BILINEAR("Latent"), BILINEAR_ANTIALIASED("Latent (antialiased)"), BICUBIC("Latent (bicubic)"), BICUBIC_ANTIALIASED(
            "Latent (bicubic antialiased)"), NEAREST("Latent (nearest)"), NEAREST_EXACT("Latent (nearest-exact)");

    private final String title;

    Interpolation(String title) {
        this.title = title;
    }

    /** The web UI's name. */
    public String title() {
        return title;
    }

    /**
     * Latents in another size.
     *
     * @param latents (batch, 4, fromHeight, fromWidth) row-major
     * @return for each latent (4, height, width) row-major
     */
    public float[][] resize(Compute compute, float[] latents, int fromHeight, int fromWidth, int height, int width) {
        int batch = latents.length / (UNet.CHANNELS * fromHeight * fromWidth);
        try (Frame frame = compute.frame()) {
            IValue x = frame.floats(latents, batch, UNet.CHANNELS, fromHeight, fromWidth);
            IValue resized = frame.run("resized", x, frame.integer(height), frame.integer(width),
                    frame.text(name().toLowerCase(Locale.ROOT)));
            return TextEncoder.split(frame.toFloats(resized), batch);
        }
    }
}
