package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Span;
import java.util.List;

/**
 * {@code C + alpha t D}, D the mean of the N differences from C, {@code t = N c / (1 + (N - 1) c)}, c the mean cosine between
 * them (Jang et al., Model Stock, ECCV 2024): the less the models agree, the less is taken of them.
 *
 * <p>The formula makes sense for c from 0 to 1. Below 0 it explodes (N = 2, c = -0.76 gives t = -6.3), so ours keeps t within 0
 * to 1; the programs do not.
 * <br>Compatibility mergekit (June 2026): t as it comes; products of two lengths below 1e-6 count as 1e-6.
 * <br>Compatibility sd-mecha (1.1.5): c is the mean of neighbours in the models' order, always by rows; lengths below 1e-6
 * count as 1e-6; t as it comes.
 *
 * @param filterWise whether each row (along the last dimension) has a t of its own, or the tensor one
 * @param compatibility none, mergekit or sd-mecha
 */
public record ModelStock(boolean filterWise, Compatibility compatibility) implements DeltaMerge {

    private static final double EPSILON = 1e-6;

    @Override
    public String name() {
        return "model_stock";
    }

    @Override
    public Settings settings() {
        return compatibility.in(Settings.of("filter_wise", filterWise));
    }

    @Override
    public float[] combined(List<float[]> deltas, Values values) {
        boolean mecha = compatibility == Compatibility.SD_MECHA;
        double[] factors = mecha
                ? rowFactors(deltas, values, true)
                : factors(deltas, values.length(), filterWise ? rowLength(values) : values.length());
        float[] mean = mean(deltas, values.length());
        multiplyRows(mean, values.length(), factors);
        return mean;
    }

    /** t of each row from all pairs. */
    private double[] factors(List<float[]> deltas, int length, int row) {
        boolean mergekit = compatibility == Compatibility.MERGEKIT;
        double[] factors = new double[length / row];
        int n = deltas.size();
        for (int r = 0; r < factors.length; r++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++) {
                    double both = norm(deltas.get(i), r, row) * norm(deltas.get(j), r, row);
                    sum += cosine(deltas.get(i), deltas.get(j), r, row, mergekit ? Math.max(both, EPSILON) : both);
                }
            }
            factors[r] = factor(2 * sum / (n * (n - 1)), n, mergekit);
        }
        return factors;
    }

    /** t of each row from neighbours in the models' order. */
    static double[] rowFactors(List<float[]> deltas, Values values, boolean mecha) {
        int row = rowLength(values);
        double[] factors = new double[values.length() / row];
        int n = deltas.size();
        for (int r = 0; r < factors.length; r++) {
            double sum = 0;
            for (int i = 0; i + 1 < n; i++) {
                double first = norm(deltas.get(i), r, row);
                double second = norm(deltas.get(i + 1), r, row);
                double both = mecha ? Math.max(first, EPSILON) * Math.max(second, EPSILON) : first * second;
                sum += cosine(deltas.get(i), deltas.get(i + 1), r, row, both);
            }
            factors[r] = factor(sum / (n - 1), n, mecha);
        }
        return factors;
    }

    private static int rowLength(Values values) {
        long[] shape = values.shape();
        return shape.length == 0 ? 1 : (int) shape[shape.length - 1];
    }

    private static double norm(float[] delta, int r, int row) {
        return Math.sqrt(Span.dot(delta, delta, r * row, row));
    }

    private static double cosine(float[] x, float[] y, int r, int row, double both) {
        return both == 0 ? 0 : Math.clamp(Span.dot(x, y, r * row, row) / both, -1, 1);
    }

    private static double factor(double cosine, int n, boolean free) {
        double t = n * cosine / (1 + (n - 1) * cosine);
        return free ? (Double.isFinite(t) ? t : 0) : cosine <= 0 ? 0 : Math.min(t, 1);
    }

    private static float[] mean(List<float[]> deltas, int length) {
        float[] mean = deltas.getFirst();
        for (int i = 0; i < length; i++) {
            double sum = 0;
            for (float[] delta : deltas) {
                sum += delta[i];
            }
            mean[i] = (float) (sum / deltas.size());
        }
        return mean;
    }

    /** Multiplies equal parts of the values, each by its factor. */
    static void multiplyRows(float[] values, int length, double[] factors) {
        int row = length / factors.length;
        for (int r = 0; r < factors.length; r++) {
            for (int i = r * row; i < (r + 1) * row; i++) {
                values[i] = (float) (values[i] * factors[r]);
            }
        }
    }
}
