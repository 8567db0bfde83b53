package dev.cupel.evaluator.network;

import ai.djl.pytorch.jni.IValue;
import dev.cupel.evaluator.EvaluationException;

/** The autoencoder (VAE) of a Stable Diffusion 1.x model. */
public final class Autoencoder {

    /** Pixels per latent cell, along each side. */
    public static final int FACTOR = 8;

    private static final int COLOURS = 3;
    /** Means and log variances of an encoded picture. */
    private static final int MOMENTS = 2 * UNet.CHANNELS;

    private final DeviceWeights weights;

    /** @throws EvaluationException if the weights hold no autoencoder */
    public Autoencoder(DeviceWeights weights) {
        this.weights = weights;
        weights.shape("first_stage_model.decoder.conv_in.weight");
    }

    /** As {@link #decode(float[], int, int, boolean)}, for pictures that end where they end. */
    public float[][] decode(float[] latents, int height, int width) {
        return decode(latents, height, width, false);
    }

    /**
     * Pictures of latents.
     *
     * @param latents  (batch, 4, height, width) row-major, as the U-Net has them (scaled by 0.18215)
     * @param height   of a latent
     * @param width    of a latent
     * @param circular whether the pictures continue at the opposite side
     * @return for each latent red, green and blue planes, (3, 8 * height, 8 * width) row-major, about -1 to 1
     */
    public float[][] decode(float[] latents, int height, int width, boolean circular) {
        int batch = latents.length / (UNet.CHANNELS * height * width);
        return run("vae_decode", latents, new long[]{batch, UNet.CHANNELS, height, width}, circular);
    }

    /**
     * As {@link #decode(float[], int, int, boolean)}, for one latent, of which the network sees a tile at a time: what it needs of
     * memory does not grow with the picture. Its norms take for the picture's the mean and deviation that they see in a reduced one, as
     * else the colours of a tile would hang on what is in it.
     */
    public float[] decodeTiled(float[] latent, int height, int width, boolean circular) {
        return decodeTiled(new TiledPlanes(circular, TiledPlanes.TILE, TiledPlanes.OVERLAP), latent, height, width);
    }

    float[] decodeTiled(TiledPlanes tiles, float[] latent, int height, int width) {
        try (Frame frame = weights.compute().frame()) {
            IValue seen = Math.max(height, width) <= tiles.tile()
                    ? weights.value()
                    : seen(frame, tiles.tile(), latent, height, width);
            return tiles.map(UNet.CHANNELS, height, width, latent, COLOURS, FACTOR, 1,
                    (tile, h, w) -> run("vae_decode", seen, tile, new long[]{1, UNet.CHANNELS, h, w})[0]);
        }
    }

    /** The weights, and what norms see of a latent that has at most as many cells as a tile, or is reduced to so many. */
    private IValue seen(Frame frame, int tile, float[] latent, int height, int width) {
        double scale = tile / Math.sqrt((double) height * width);
        if (scale >= 1) {
            return frame.run("vae_seeing", weights.value(), frame.floats(latent, 1, UNet.CHANNELS, height, width));
        }
        int h = Math.max(1, (int) Math.round(scale * height));
        int w = Math.max(1, (int) Math.round(scale * width));
        float[] small = Interpolation.BICUBIC_ANTIALIASED.resize(weights.compute(), latent, height, width, h, w)[0];
        likened(small, latent);
        return frame.run("vae_seeing", weights.value(), frame.floats(small, 1, UNet.CHANNELS, h, w));
    }

    /** Gives a reduced latent's channels the mean and deviation that they had: reducing makes them smooth. */
    private static void likened(float[] small, float[] large) {
        int few = small.length / UNet.CHANNELS;
        int many = large.length / UNet.CHANNELS;
        for (int c = 0; c < UNet.CHANNELS; c++) {
            Spread own = Spread.of(small, c * few, few);
            Spread wanted = Spread.of(large, c * many, many);
            double factor = own.deviation() > 0 ? wanted.deviation() / own.deviation() : 1;
            for (int i = c * few; i < (c + 1) * few; i++) {
                small[i] = (float) (wanted.mean() + factor * (small[i] - own.mean()));
            }
        }
    }

    /** Mean and deviation of numbers. */
    private record Spread(double mean, double deviation) {

        static Spread of(float[] values, int from, int count) {
            double sum = 0;
            for (int i = from; i < from + count; i++) {
                sum += values[i];
            }
            double mean = sum / count;
            double squares = 0;
            for (int i = from; i < from + count; i++) {
                squares += (values[i] - mean) * (values[i] - mean);
            }
            return new Spread(mean, Math.sqrt(squares / count));
        }
    }

    /** As {@link #encode(float[], int, int, boolean)}, for pictures that end where they end. */
    public float[][] encode(float[] pictures, int height, int width) {
        return encode(pictures, height, width, false);
    }

    /**
     * Distributions of the latents of pictures.
     *
     * @param pictures (batch, 3, height, width) row-major, -1 to 1
     * @param height   of a picture; a rest beyond a multiple of 8 has no latent cell
     * @param width    of a picture
     * @param circular whether the pictures continue at the opposite side
     * @return for each picture four planes of means and four of log variances, (8, height / 8, width / 8), not scaled
     */
    public float[][] encode(float[] pictures, int height, int width, boolean circular) {
        int batch = pictures.length / (COLOURS * height * width);
        return run("vae_encode", pictures, new long[]{batch, COLOURS, height, width}, circular);
    }

    /**
     * As {@link #encode(float[], int, int, boolean)}, for one picture, of which the network sees a tile at a time.
     *
     * @param height divisible by 8
     * @param width  divisible by 8
     */
    public float[] encodeTiled(float[] picture, int height, int width, boolean circular) {
        return new TiledPlanes(circular, TiledPlanes.TILE, TiledPlanes.OVERLAP).map(COLOURS, height / FACTOR,
                width / FACTOR, picture, MOMENTS, 1, FACTOR, (tile, h, w) -> encode(tile, h, w, false)[0]);
    }

    private float[][] run(String method, float[] values, long[] shape, boolean circular) {
        return run(method, weights.value(circular), values, shape);
    }

    private float[][] run(String method, IValue named, float[] values, long[] shape) {
        try (Frame frame = weights.compute().frame()) {
            IValue x = frame.floats(values, shape);
            return TextEncoder.split(frame.toFloats(frame.run(method, named, x)), (int) shape[0]);
        }
    }
}
