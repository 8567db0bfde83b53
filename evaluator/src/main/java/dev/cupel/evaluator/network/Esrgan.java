package dev.cupel.evaluator.network;

import ai.djl.pytorch.jni.IValue;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.live.LoadedWeights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network that enlarges pictures: ESRGAN (Wang et al. 2018) with any number and width of blocks, in the files of its two
 * implementations and of Real-ESRGAN.
 */
public final class Esrgan implements AutoCloseable {

    private static final int COLOURS = 3;

    private final LoadedWeights source;
    private final DeviceWeights weights;
    private final int unshuffle;
    private final int scale;

    private Esrgan(LoadedWeights source, DeviceWeights weights, int unshuffle, int scale) {
        this.source = source;
        this.weights = weights;
        this.unshuffle = unshuffle;
        this.scale = scale;
    }

    /**
     * Opens a model.
     *
     * @throws TensorFileException if the file is damaged or no ESRGAN of three colours
     */
    public static Esrgan open(Compute compute, Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            Map<String, Tensor> tensors = named(file);
            int unshuffle = unshuffle(path, tensors);
            int ups = 0;
            while (tensors.containsKey("up." + ups + ".weight")) {
                ups++;
            }
            LoadedWeights source = LoadedWeights.of(tensors);
            return new Esrgan(source, DeviceWeights.open(compute, source), unshuffle,
                    Math.max(1, (1 << ups) / unshuffle));
        }
    }

    private static Map<String, Tensor> named(TensorFile file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        EsrganNames.of(file.tensors().keySet()).forEach((theirs, ours) -> {
            Tensor tensor = file.tensors().get(theirs);
            if (tensor != null) {
                tensors.put(ours, tensor.withName(ours));
            }
        });
        for (String layer : new String[]{"first", "body.0.rdb1.conv1", "trunk", "high", "last"}) {
            for (String part : new String[]{".weight", ".bias"}) {
                if (!tensors.containsKey(layer + part)) {
                    throw new TensorFileException(file.path(), -1,
                            "an ESRGAN upscaler is needed, which has a tensor '%s%s', but this file has none."
                                    .formatted(layer, part),
                            "Maybe it is an upscaler of another kind, such as SwinIR, DAT or a compact Real-ESRGAN.");
                }
            }
        }
        return tensors;
    }

    /** Pixels along a square's side that the network takes for one: its first layer says it. */
    private static int unshuffle(Path path, Map<String, Tensor> tensors) {
        long in = tensors.get("first.weight").shape()[1];
        long out = tensors.get("last.weight").shape()[0];
        int side = (int) Math.round(Math.sqrt(in / (double) COLOURS));
        if (out != COLOURS || in != (long) COLOURS * side * side) {
            throw new TensorFileException(path, -1,
                    "an upscaler of pictures has 3 colours, but this one takes %d channels to %d.".formatted(in, out),
                    "Maybe it was made for masks or grey pictures.");
        }
        return side;
    }

    /** How many times larger pictures become. */
    public int scale() {
        return scale;
    }

    /**
     * Enlarges a picture as the web UI does: the network, trained on red, green, blue, is given blue, green, red.
     *
     * @return {@link #scale()} times as wide and as high
     */
    public Picture enlarge(Picture picture) {
        int height = picture.height();
        int width = picture.width();
        float[] planes = new float[COLOURS * height * width];
        for (int i = 0; i < planes.length; i++) {
            int pixel = i % (height * width);
            planes[i] = picture.at(pixel % width, pixel / width, COLOURS - 1 - i / (height * width)) / 255f;
        }
        try (Frame frame = weights.compute().frame()) {
            IValue x = frame.floats(planes, 1, COLOURS, height, width);
            return picture(frame.toFloats(frame.run("esrgan", weights.value(), x, frame.integer(unshuffle))),
                    width * scale, height * scale);
        }
    }

    private static Picture picture(float[] planes, int width, int height) {
        byte[] rgb = new byte[planes.length];
        int pixels = width * height;
        for (int i = 0; i < pixels; i++) {
            for (int c = 0; c < COLOURS; c++) {
                // truncated, as the web UI does
                rgb[COLOURS * i + COLOURS - 1 - c] = (byte) (255 * Math.clamp(planes[c * pixels + i], 0f, 1f));
            }
        }
        return new Picture(width, height, rgb);
    }

    @Override
    public void close() {
        weights.close();
        source.close();
    }
}
