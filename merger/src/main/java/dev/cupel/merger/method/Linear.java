package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code (1 - alpha) A + alpha X}, X the weighted mean of A, B and the further models. As mergekit's linear (June 2026), where
 * alpha is 1.
 *
 * @param weights a factor for each of A, B and the further models; empty for 1 each
 * @param normalize whether the sum is divided by that of the weights, unless that is 0
 */
public record Linear(List<Double> weights, boolean normalize) implements Blend {

    /** Copies the weights. */
    public Linear {
        weights = List.copyOf(weights);
    }

    @Override
    public String name() {
        return "linear";
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with("weights", weights).with("normalize", normalize);
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public float[] direction(Values values) {
        List<float[]> models = values.models();
        double[] factors = Shares.of(weights, models.size(), name());
        double total = 0;
        for (double factor : factors) {
            total += factor;
        }
        double divisor = normalize && total != 0 ? total : 1;
        float[] mean = models.getFirst();
        for (int i = 0; i < values.length(); i++) {
            double sum = 0;
            for (int m = 0; m < factors.length; m++) {
                sum += factors[m] * models.get(m)[i];
            }
            mean[i] = (float) (sum / divisor);
        }
        return mean;
    }
}
