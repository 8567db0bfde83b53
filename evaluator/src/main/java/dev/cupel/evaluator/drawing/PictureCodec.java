package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.network.Autoencoder;
import dev.cupel.evaluator.network.NotEnoughMemoryException;
import dev.cupel.evaluator.network.UNet;
import dev.cupel.evaluator.picture.Picture;
import java.util.ArrayList;
import java.util.List;

/** Latents to pictures and back, by the autoencoder. */
final class PictureCodec {

    /** Latent cells that are decoded together: one picture of 512 x 512 takes more than 1 GB. */
    private static final int CELLS_TOGETHER = 64 * 64;
    /** Latent cells of a picture of 1536 x 1536; larger ones are seen in tiles. */
    private static final int CELLS_UNTILED = 192 * 192;
    /** Deviation of latents as the autoencoder makes them, to 1: the U-Net's scale. */
    private static final float SCALE = 0.18215f;

    private final Autoencoder autoencoder;
    private final boolean circular;
    private final NetworkSettings.VaeTiles tiles;

    PictureCodec(Autoencoder autoencoder, NetworkSettings settings) {
        this.autoencoder = autoencoder;
        this.circular = settings.tiling();
        this.tiles = settings.vaeTiles();
    }

    private boolean tiled(int cells) {
        return switch (tiles) {
            case LARGE -> cells > CELLS_UNTILED;
            case ALWAYS -> true;
            case NEVER -> false;
        };
    }

    /**
     * What came of latents: a picture that is not a number somewhere, or all black, is broken.
     *
     * @param jobs   what they show
     * @param height of the latents
     * @param width  of the latents
     */
    List<Outcome> decode(List<PictureJob> jobs, float[][] latents, int height, int width) {
        List<Outcome> outcomes = new ArrayList<>();
        for (List<float[]> part : Parts.of(List.of(latents), CELLS_TOGETHER / (height * width))) {
            for (float[] planes : planes(part, height, width)) {
                outcomes.add(outcome(planes, jobs.get(outcomes.size()), Autoencoder.FACTOR * height,
                        Autoencoder.FACTOR * width));
            }
        }
        return outcomes;
    }

    /** Decodes together; for want of memory one by one, and at last in tiles. */
    private float[][] planes(List<float[]> latents, int height, int width) {
        if (tiled(height * width)) {
            return latents.stream().map(latent -> autoencoder.decodeTiled(latent, height, width, circular))
                    .toArray(float[][]::new);
        }
        try {
            return autoencoder.decode(Parts.joined(latents), height, width, circular);
        } catch (NotEnoughMemoryException e) {
            return latents.size() == 1
                    ? new float[][]{autoencoder.decodeTiled(latents.getFirst(), height, width, circular)}
                    : latents.stream().map(latent -> planes(List.of(latent), height, width)[0])
                            .toArray(float[][]::new);
        }
    }

    private static Outcome outcome(float[] planes, PictureJob job, int height, int width) {
        int pixels = width * height;
        byte[] rgb = new byte[3 * pixels];
        boolean black = true;
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < pixels; i++) {
                float value = planes[c * pixels + i];
                if (!Float.isFinite(value)) {
                    return Outcome.Broken.notANumber(job);
                }
                // truncated, not rounded, as the web UI does
                rgb[3 * i + c] = (byte) (255 * Math.clamp((value + 1) / 2, 0f, 1f));
                black &= rgb[3 * i + c] == 0;
            }
        }
        return black ? Outcome.Broken.black(job) : new Outcome.Drawn(job, new Picture(width, height, rgb));
    }

    /**
     * The latent of a picture, drawn from the distribution that the autoencoder gives.
     *
     * @param noise of unit variance, as many numbers as the latent has
     * @return shape (4, height / 8, width / 8)
     */
    float[] encode(Picture picture, float[] noise) {
        int height = picture.height();
        int width = picture.width();
        float[] planes = planes(picture);
        float[] moments = moments(planes, height, width);
        float[] latent = new float[moments.length / 2];
        for (int i = 0; i < latent.length; i++) {
            float deviation = (float) Math.exp(0.5f * Math.clamp(moments[latent.length + i], -30f, 20f));
            latent[i] = SCALE * (moments[i] + deviation * noise[i]);
        }
        return latent;
    }

    private float[] moments(float[] planes, int height, int width) {
        if (!tiled(height / Autoencoder.FACTOR * (width / Autoencoder.FACTOR))) {
            try {
                return autoencoder.encode(planes, height, width, circular)[0];
            } catch (NotEnoughMemoryException e) {
                return autoencoder.encodeTiled(planes, height, width, circular);
            }
        }
        return autoencoder.encodeTiled(planes, height, width, circular);
    }

    /** How many numbers the latent of a picture has. */
    static int count(int width, int height) {
        return UNet.CHANNELS * (height / Autoencoder.FACTOR) * (width / Autoencoder.FACTOR);
    }

    private static float[] planes(Picture picture) {
        byte[] rgb = picture.rgb();
        int pixels = rgb.length / 3;
        float[] planes = new float[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            planes[i % 3 * pixels + i / 3] = 2 * (Byte.toUnsignedInt(rgb[i]) / 255f) - 1;
        }
        return planes;
    }
}
