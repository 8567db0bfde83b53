package dev.cupel.merger.checkpoint;

import java.util.Map;
import java.util.Set;

/**
 * What a U-Net was trained to tell from a noisy picture: it has the same tensors in either case, so that only marks in
 * the file say it.
 */
public enum Prediction {
    /** The noise. */
    EPSILON("epsilon"),
    /** The velocity (T. Salimans, J. Ho, "Progressive Distillation for Fast Sampling of Diffusion Models", 2022). */
    V("v"),
    /** Nothing in the file says it, and both are usual. */
    UNTOLD("epsilon or v: not told by the file");

    private static final String MARK = "v_pred";

    private final String text;

    Prediction(String text) {
        this.text = text;
    }

    /** The prediction in words. */
    public String text() {
        return text;
    }

    /**
     * Looks for the tensor {@code v_pred}, and in the metadata for {@code modelspec.prediction_type} and
     * {@code modelspec.architecture}. Without any, SD 1.x and SD XL predict epsilon.
     */
    static Prediction of(Architecture architecture, Set<String> names, Map<String, String> metadata) {
        String said = metadata.getOrDefault("modelspec.prediction_type", "");
        String model = metadata.getOrDefault("modelspec.architecture", "");
        if (names.contains(MARK) || said.equals("v") || model.endsWith("-768-v")) {
            return V;
        }
        return said.equals("epsilon") || architecture != Architecture.SD2 ? EPSILON : UNTOLD;
    }
}
