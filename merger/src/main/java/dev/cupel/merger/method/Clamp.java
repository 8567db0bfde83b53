package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code (1 - alpha) A + alpha X}, X = A, but no value outside the range of those of B and the further models. As sd-mecha
 * 1.1.5, where alpha is 1; with two bounds and stiffness 0 also sd-meh's weights_clip.
 *
 * <p>With a stiffness s the upper end is {@code (1 - s) M + s m}, M the largest of the bounds and m the smallest that is not
 * below their mean; the lower end likewise.
 *
 * @param stiffness from 0 to 1
 */
public record Clamp(double stiffness) implements Blend {

    @Override
    public String name() {
        return "clamp";
    }

    @Override
    public Settings settings() {
        return Settings.of("stiffness", stiffness);
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public float[] direction(Values values) {
        List<float[]> models = values.models();
        float[] a = models.getFirst();
        List<float[]> bounds = models.subList(1, models.size());
        for (int i = 0; i < values.length(); i++) {
            a[i] = clamped(a[i], bounds, i);
        }
        return a;
    }

    private float clamped(float a, List<float[]> bounds, int i) {
        float highest = bounds.getFirst()[i];
        float lowest = highest;
        double sum = 0;
        for (float[] bound : bounds) {
            highest = Math.max(highest, bound[i]);
            lowest = Math.min(lowest, bound[i]);
            sum += bound[i];
        }
        if (stiffness == 0) {
            return Math.min(Math.max(a, lowest), highest);
        }
        double mean = sum / bounds.size();
        float inner = highest;
        float outer = lowest;
        for (float[] bound : bounds) {
            inner = bound[i] >= mean && bound[i] <= inner ? bound[i] : inner;
            outer = bound[i] <= mean && bound[i] >= outer ? bound[i] : outer;
        }
        double high = (1 - stiffness) * highest + stiffness * inner;
        double low = (1 - stiffness) * lowest + stiffness * outer;
        return (float) Math.min(Math.max(a, low), high);
    }
}
