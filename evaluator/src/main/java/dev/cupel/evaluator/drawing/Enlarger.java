package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.network.Autoencoder;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.network.Esrgan;
import dev.cupel.evaluator.network.NotEnoughMemoryException;
import dev.cupel.evaluator.network.UNet;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.picture.Resampling;
import dev.cupel.evaluator.picture.Tiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Enlarges pictures and latents, as the web UI does before its second pass. Keeps the upscalers that it has opened. */
final class Enlarger implements AutoCloseable {

    /** So often a network is asked to enlarge what it has enlarged. */
    private static final int MOST_TIMES = 3;
    /** Pixels of a tile's side below which what overlaps would be most of it. */
    private static final int SMALLEST_TILE = 4 * Tiles.USUAL.overlap();

    private final Compute compute;
    private final Map<Path, Esrgan> opened = new LinkedHashMap<>();

    Enlarger(Compute compute) {
        this.compute = compute;
    }

    /**
     * A picture in another size, of about the same proportions.
     *
     * @param upscaler that of latents is none for pictures
     */
    Picture enlarge(Picture picture, Upscaler upscaler, int width, int height) {
        double scale = Math.max((double) width / picture.width(), (double) height / picture.height());
        Picture large = switch (upscaler) {
            case Upscaler.Latent latent -> throw new IllegalArgumentException(latent + " resizes no pictures");
            case Upscaler.Plain plain when plain == Upscaler.Plain.NONE || scale <= 1 -> picture;
            case Upscaler.Plain plain -> repeated(picture, scale, one -> plain.resampling().resize(one,
                    (int) (one.width() * scale), (int) (one.height() * scale)));
            case Upscaler.Network network when scale <= 1 -> picture;
            case Upscaler.Network network -> {
                Esrgan model = model(network.file());
                yield repeated(picture, scale, one -> enlarge(one, model::enlarge, network.tiles()));
            }
        };
        return Resampling.LANCZOS.resize(large, width, height);
    }

    /** By a network, for want of memory in smaller and smaller tiles. */
    private static Picture enlarge(Picture picture, UnaryOperator<Picture> network, Tiles tiles) {
        try {
            return tiles.enlarge(picture, network);
        } catch (NotEnoughMemoryException e) {
            int side = tiles.size() > 0 ? tiles.size() : Math.max(picture.width(), picture.height());
            if (side / 2 < SMALLEST_TILE) {
                throw e;
            }
            return enlarge(picture, network, new Tiles(side / 2, Tiles.USUAL.overlap()));
        }
    }

    private static Picture repeated(Picture picture, double scale, UnaryOperator<Picture> upscaler) {
        int width = (int) (picture.width() * scale) / Autoencoder.FACTOR * Autoencoder.FACTOR;
        int height = (int) (picture.height() * scale) / Autoencoder.FACTOR * Autoencoder.FACTOR;
        Picture large = picture;
        for (int i = 0; i < MOST_TIMES; i++) {
            Picture before = large;
            large = upscaler.apply(before);
            boolean same = large.width() == before.width() && large.height() == before.height();
            if (same || large.width() >= width && large.height() >= height) {
                break;
            }
        }
        return Resampling.LANCZOS.resize(large, width, height);
    }

    private synchronized Esrgan model(Path file) {
        return opened.computeIfAbsent(file, path -> Esrgan.open(compute, path));
    }

    /** Latents without the rows and columns that stand over on both sides. */
    static float[] cut(float[] latent, int height, int width, Enlargement.Target target) {
        int rows = height - target.cutY();
        int columns = width - target.cutX();
        if (rows == height && columns == width) {
            return latent;
        }
        int top = target.cutY() / 2;
        int left = target.cutX() / 2;
        float[] cut = new float[UNet.CHANNELS * rows * columns];
        for (int row = 0; row < UNet.CHANNELS * rows; row++) {
            int from = (row / rows * height + top + row % rows) * width + left;
            System.arraycopy(latent, from, cut, row * columns, columns);
        }
        return cut;
    }

    @Override
    public void close() {
        opened.values().forEach(Esrgan::close);
    }
}
