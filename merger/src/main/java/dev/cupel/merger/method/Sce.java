package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Order;
import dev.cupel.merger.numeric.Span;
import java.util.Arrays;
import java.util.List;

/**
 * {@code C + alpha X} by select, calculate, erase (Wan et al., FuseChat 2024): of the differences from C only places count where they
 * vary most; each model weighs as the mean of its squares; X is the weighted mean of the values with the sign of the sum (plus where
 * it is 0). As mergekit's sce (June 2026).
 *
 * <p>mergekit takes equal weights where the means of squares add up to less than 1e-6, which is the case for most fine-tunes
 * (compatibility mergekit); ours does where they are 0.
 *
 * @param selectTopk share of the places with a variance above 0 to keep, from 0 to 1
 * @param compatibility none or mergekit
 */
public record Sce(double selectTopk, Compatibility compatibility) implements DeltaMerge {

    private static final double EPSILON = 1e-6;

    @Override
    public String name() {
        return "sce";
    }

    @Override
    public Settings settings() {
        return compatibility.in(Settings.of("select_topk", selectTopk));
    }

    @Override
    public float[] combined(List<float[]> deltas, Values values) {
        int length = values.length();
        if (selectTopk < 1) {
            select(deltas, length);
        }
        double[] weights = weights(deltas, length);
        float[] result = deltas.getFirst();
        for (int i = 0; i < length; i++) {
            result[i] = (float) mean(deltas, weights, i);
        }
        return result;
    }

    private void select(List<float[]> deltas, int length) {
        float[] variances = variances(deltas, length);
        int varying = 0;
        for (int i = 0; i < length; i++) {
            varying += variances[i] > 0 ? 1 : 0;
        }
        int left = (int) (varying * selectTopk);
        float smallest = left == 0 ? Float.POSITIVE_INFINITY : Order.kthMagnitude(variances, length, length - left + 1);
        for (int i = 0; i < length; i++) {
            left -= variances[i] > smallest ? 1 : 0; // what remains is for those that are just as large
        }
        for (int i = 0; i < length; i++) {
            if (!(variances[i] > smallest || variances[i] == smallest && left-- > 0)) {
                for (float[] delta : deltas) {
                    delta[i] = 0;
                }
            }
        }
    }

    private static float[] variances(List<float[]> deltas, int length) {
        float[] variances = new float[length];
        for (int i = 0; i < length; i++) {
            double sum = 0;
            for (float[] delta : deltas) {
                sum += delta[i];
            }
            double mean = sum / deltas.size();
            double squares = 0;
            for (float[] delta : deltas) {
                squares += (delta[i] - mean) * (delta[i] - mean);
            }
            variances[i] = (float) (squares / deltas.size());
        }
        return variances;
    }

    private double[] weights(List<float[]> deltas, int length) {
        double[] weights = new double[deltas.size()];
        for (int m = 0; m < weights.length; m++) {
            weights[m] = Span.dot(deltas.get(m), deltas.get(m), 0, length) / length;
        }
        double sum = Arrays.stream(weights).sum();
        boolean equal = compatibility == Compatibility.MERGEKIT ? sum < EPSILON : sum == 0;
        Arrays.setAll(weights, m -> equal ? 1.0 / weights.length : weights[m] / sum);
        return weights;
    }

    private static double mean(List<float[]> deltas, double[] weights, int i) {
        float sum = 0;
        for (float[] delta : deltas) {
            sum += delta[i];
        }
        float sign = sum >= 0 ? 1 : -1;
        double merged = 0;
        double weight = 0;
        for (int m = 0; m < weights.length; m++) {
            float value = deltas.get(m)[i];
            if (Math.signum(value) == sign) {
                merged += weights[m] * value;
                weight += weights[m];
            }
        }
        return merged / Math.max(weight, EPSILON);
    }
}
