package dev.cupel.merger.method;

import java.util.List;

/** {@code (1 - alpha) A + alpha X}, X the mean of A, B and the further models. As sd-mecha 1.1.5, where alpha is 1. */
public record NAverage() implements Blend {

    @Override
    public String name() {
        return "n_average";
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public float[] direction(Values values) {
        List<float[]> models = values.models();
        float[] mean = models.getFirst();
        for (int i = 0; i < values.length(); i++) {
            double sum = 0;
            for (float[] model : models) {
                sum += model[i];
            }
            mean[i] = (float) (sum / models.size());
        }
        return mean;
    }
}
