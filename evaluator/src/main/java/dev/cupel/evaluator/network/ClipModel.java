package dev.cupel.evaluator.network;

import ai.djl.pytorch.jni.IValue;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.picture.Resampling;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.live.LoadedWeights;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A CLIP (Radford et al. 2021): pictures and texts as directions in one space, near to each other where a text fits a
 * picture.
 */
public final class ClipModel implements AutoCloseable {

    private static final int TOKENS = 77;
    /** Pictures or texts per network call: bounds the memory of a call. */
    private static final int BATCH = 16;

    private final ClipConfig config;
    private final Tokenizer tokenizer;
    private final LoadedWeights loaded;
    private final DeviceWeights weights;

    private ClipModel(ClipConfig config, Tokenizer tokenizer, LoadedWeights loaded, DeviceWeights weights) {
        this.config = config;
        this.tokenizer = tokenizer;
        this.loaded = loaded;
        this.weights = weights;
        weights.shape("visual_projection.weight");
        weights.shape("text_projection.weight");
    }

    /**
     * Opens a folder of the transformers library's CLIPModel.
     *
     * @param folder with config.json, preprocessor_config.json, model.safetensors, vocab.json and merges.txt
     * @throws dev.cupel.evaluator.EvaluationException if the folder holds no CLIP
     * @throws dev.cupel.merger.checkpoint.TensorFileException if the weights cannot be read
     */
    public static ClipModel open(Compute compute, Path folder) {
        ClipConfig config = ClipConfig.read(folder);
        Tokenizer tokenizer = Tokenizer.open(folder);
        LoadedWeights loaded;
        try (TensorFile file = TensorFile.open(folder.resolve("model.safetensors"))) {
            loaded = LoadedWeights.of(file.tensors());
        }
        return new ClipModel(config, tokenizer, loaded, DeviceWeights.open(compute, loaded));
    }

    /** By what cosines are multiplied before a softmax: exp(logit_scale), about 100 in the published models. */
    public double scale() {
        return Math.exp(loaded.data("logit_scale").get(ValueLayout.JAVA_FLOAT, 0));
    }

    /**
     * Projected embeddings of pictures, not of unit length.
     *
     * <p>A picture is resized so that its shorter edge fits (bicubic), and the middle square of it is seen.
     *
     * @return shape (pictures, projection)
     */
    public float[][] imageEmbeddings(List<Picture> pictures) {
        List<float[]> embeddings = new ArrayList<>();
        for (int from = 0; from < pictures.size(); from += BATCH) {
            List<Picture> batch = pictures.subList(from, Math.min(pictures.size(), from + BATCH));
            try (Frame frame = weights.compute().frame()) {
                IValue pixels = frame.floats(pixels(batch), batch.size(), 3, config.crop(), config.crop());
                IValue projected = frame.run("clip_image", weights.value(), pixels, frame.integer(config.imageHeads()),
                        frame.text(config.imageActivation()));
                embeddings.addAll(Arrays.asList(TextEncoder.split(frame.toFloats(projected), batch.size())));
            }
        }
        return embeddings.toArray(float[][]::new);
    }

    /**
     * Projected embeddings of texts, not of unit length. What goes beyond 75 tokens of a text is not seen.
     *
     * @return shape (texts, projection)
     */
    public float[][] textEmbeddings(List<String> texts) {
        List<float[]> embeddings = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += BATCH) {
            List<String> batch = texts.subList(from, Math.min(texts.size(), from + BATCH));
            try (Frame frame = weights.compute().frame()) {
                IValue ids = frame.longs(ids(batch), batch.size(), TOKENS);
                IValue projected = frame.run("clip_text", weights.value(), ids, frame.integer(config.textHeads()),
                        frame.text(config.textActivation()));
                embeddings.addAll(Arrays.asList(TextEncoder.split(frame.toFloats(projected), batch.size())));
            }
        }
        return embeddings.toArray(float[][]::new);
    }

    /** A vector of the same direction and of length 1. */
    public static float[] unit(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        double length = Math.sqrt(square);
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }

    /** Normalised pixels, shape (pictures, 3, crop, crop). */
    float[] pixels(List<Picture> pictures) {
        int side = config.crop();
        float[] pixels = new float[pictures.size() * 3 * side * side];
        int at = 0;
        for (Picture picture : pictures) {
            Picture square = square(picture);
            for (int c = 0; c < 3; c++) {
                for (int y = 0; y < side; y++) {
                    for (int x = 0; x < side; x++) {
                        pixels[at++] = (square.at(x, y, c) / 255f - config.mean()[c]) / config.deviation()[c];
                    }
                }
            }
        }
        return pixels;
    }

    private Picture square(Picture picture) {
        int shorter = Math.min(picture.width(), picture.height());
        int width = (int) ((long) picture.width() * config.shortEdge() / shorter);
        int height = (int) ((long) picture.height() * config.shortEdge() / shorter);
        int side = config.crop();
        return Resampling.BICUBIC.resize(picture, width, height).crop((width - side) / 2, (height - side) / 2, side,
                side);
    }

    private long[] ids(List<String> texts) {
        long[] ids = new long[texts.size() * TOKENS];
        Arrays.fill(ids, tokenizer.end());
        for (int i = 0; i < texts.size(); i++) {
            int[] tokens = tokenizer.encode(texts.get(i));
            ids[i * TOKENS] = tokenizer.start();
            for (int j = 0; j < Math.min(tokens.length, TOKENS - 2); j++) {
                ids[i * TOKENS + 1 + j] = tokens[j];
            }
        }
        return ids;
    }

    @Override
    public void close() {
        weights.close();
        loaded.close();
    }
}
