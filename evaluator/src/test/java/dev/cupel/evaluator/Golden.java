package dev.cupel.evaluator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.merger.checkpoint.TensorFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** Reference outputs of other programs, in src/test/resources/golden. */
public final class Golden {

    /** Our models in small, which belong to the product. */
    public static final Path MINIATURE = Path.of("..", "configs", "miniature");

    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    private Golden() {}

    public static Path file(String name) {
        return FOLDER.resolve(name);
    }

    public static JsonNode json(String name) {
        try {
            return new ObjectMapper().readTree(file(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All tensors of miniature/tensors.safetensors, flattened. */
    public static Map<String, float[]> miniatureTensors() {
        try (TensorFile file = TensorFile.open(file("miniature/tensors.safetensors"))) {
            Map<String, float[]> tensors = new HashMap<>();
            file.tensors().forEach((name, tensor) -> tensors.put(name, tensor.toFloats()));
            return tensors;
        }
    }

    public static Picture picture(String name) {
        try {
            BufferedImage image = ImageIO.read(file(name).toFile());
            byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
            for (int i = 0; i < rgb.length; i++) {
                int pixel = image.getRGB(i / 3 % image.getWidth(), i / 3 / image.getWidth());
                rgb[i] = (byte) (pixel >> (16 - 8 * (i % 3)));
            }
            return new Picture(image.getWidth(), image.getHeight(), rgb);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of an array, row by row. */
    public static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    /** Largest difference, relative to the largest expected value. */
    public static double relativeError(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            throw new AssertionError(actual.length + " values where " + expected.length + " are expected");
        }
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return difference / largest;
    }
}
