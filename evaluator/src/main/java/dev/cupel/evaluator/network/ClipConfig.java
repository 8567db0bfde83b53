package dev.cupel.evaluator.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cupel.evaluator.EvaluationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a CLIP's files say beside its weights. Missing entries have the defaults of the transformers library.
 *
 * @param imageHeads      attention heads of the image tower
 * @param imageActivation activation of the image tower, a name that {@code layers.py} knows
 * @param textHeads       attention heads of the text tower
 * @param textActivation  activation of the text tower
 * @param shortEdge       to which the shorter edge of a picture is resized, in pixels
 * @param crop            side of the square that is cut from the middle, in pixels
 * @param mean            subtracted from red, green and blue, each 0 to 1
 * @param deviation       by which they are then divided
 */
record ClipConfig(int imageHeads, String imageActivation, int textHeads, String textActivation, int shortEdge, int crop,
        float[] mean, float[] deviation) {

    private static final int BICUBIC = 3;
    private static final Map<String, String> ACTIVATIONS = Map.of("quick_gelu", "quick_gelu", "gelu", "gelu",
            "gelu_new", "gelu_tanh", "gelu_pytorch_tanh", "gelu_tanh");

    static ClipConfig read(Path folder) {
        JsonNode config = json(folder.resolve("config.json"));
        JsonNode pixels = json(folder.resolve("preprocessor_config.json"));
        Path file = folder.resolve("config.json");
        JsonNode image = config.path("vision_config");
        JsonNode text = config.path("text_config");
        int resample = pixels.path("resample").asInt(BICUBIC);
        if (resample != BICUBIC) {
            throw new EvaluationException("""
                    %s: resample must be 3 (bicubic), but is %d.
                    Maybe this is no CLIP; use a CLIPModel folder of the transformers library."""
                    .formatted(folder.resolve("preprocessor_config.json"), resample));
        }
        return new ClipConfig(image.path("num_attention_heads").asInt(12), activation(image, file),
                text.path("num_attention_heads").asInt(8), activation(text, file), side(pixels.path("size"), 224),
                side(pixels.path("crop_size"), 224),
                three(pixels.path("image_mean"), 0.48145466f, 0.4578275f, 0.40821073f),
                three(pixels.path("image_std"), 0.26862954f, 0.26130258f, 0.27577711f));
    }

    private static String activation(JsonNode tower, Path file) {
        String name = tower.path("hidden_act").asText("quick_gelu");
        String known = ACTIVATIONS.get(name);
        if (known == null) {
            throw new EvaluationException("""
                    %s: hidden_act must be one of %s, but is %s.
                    Maybe this is no CLIP; use a CLIPModel folder of the transformers library."""
                    .formatted(file, ACTIVATIONS.keySet().stream().sorted().toList(), name));
        }
        return known;
    }

    /** A side is a number in old files, {"shortest_edge": n} or {"height": n, "width": n} in newer ones. */
    private static int side(JsonNode size, int otherwise) {
        if (size.isInt()) {
            return size.asInt();
        }
        return size.path("shortest_edge").asInt(size.path("height").asInt(otherwise));
    }

    private static float[] three(JsonNode values, float red, float green, float blue) {
        if (values.size() != 3) {
            return new float[]{red, green, blue};
        }
        return new float[]{(float) values.get(0).asDouble(), (float) values.get(1).asDouble(),
                (float) values.get(2).asDouble()};
    }

    private static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new EvaluationException("""
                    %s: cannot be read as JSON: %s
                    Maybe the folder is no CLIPModel folder of the transformers library \
                    (config.json, preprocessor_config.json, model.safetensors, vocab.json, merges.txt)."""
                    .formatted(file, e.getMessage()), e);
        }
    }
}
