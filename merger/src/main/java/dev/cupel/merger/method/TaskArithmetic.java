package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code C + alpha X}, X the weighted sum of the differences from C after most of their values were dropped. As mergekit (June
 * 2026), whose lambda is alpha here: task_arithmetic, ties, dare_linear, dare_ties, breadcrumbs, breadcrumbs_ties, della and
 * della_linear.
 *
 * <p>With a consensus only values count that have the sign of the weighted sum at their place (plus where it is 0). Normalised, X is
 * divided by the sum of the weights that count (by 1 where that is 0).
 *
 * @param sparsity what is dropped
 * @param consensus whether signs are elected
 * @param weights a factor for each of A, B and the further models; empty for 1 each
 * @param normalize whether X is divided
 */
public record TaskArithmetic(Sparsity sparsity, boolean consensus, List<Double> weights, boolean normalize)
        implements
            DeltaMerge {

    /** Copies the weights. */
    public TaskArithmetic {
        weights = List.copyOf(weights);
    }

    @Override
    public String name() {
        return switch (sparsity) {
            case Sparsity.Everything _ -> "task_arithmetic";
            case Sparsity.Largest _ -> "ties";
            case Sparsity.Middle _ -> consensus ? "breadcrumbs_ties" : "breadcrumbs";
            case Sparsity.Random _ -> consensus ? "dare_ties" : "dare_linear";
            case Sparsity.Ranked _ -> consensus ? "della" : "della_linear";
        };
    }

    @Override
    public Settings settings() {
        Settings own = Settings.NONE.with("weights", weights).with("normalize", normalize);
        return switch (sparsity) {
            case Sparsity.Everything _ -> own;
            case Sparsity.Largest(double density) -> own.with("density", density);
            case Sparsity.Middle(double density, double gamma, Compatibility compatibility) ->
                compatibility.in(own.with("density", density).with("gamma", gamma));
            case Sparsity.Random(double density, boolean rescale, long seed) ->
                own.with("density", density).with("rescale", rescale).with("seed", seed);
            case Sparsity.Ranked(double density, double epsilon, boolean rescale, long seed) -> own
                    .with("density", density).with("epsilon", epsilon).with("rescale", rescale).with("seed", seed);
        };
    }

    @Override
    public boolean pointwise() {
        return sparsity instanceof Sparsity.Everything;
    }

    @Override
    public float[] combined(List<float[]> deltas, Values values) {
        double[] factors = Shares.of(weights, deltas.size(), name());
        for (int m = 0; m < factors.length; m++) {
            sparsity.apply(deltas.get(m), values, m);
        }
        float[] result = deltas.getFirst();
        for (int i = 0; i < values.length(); i++) {
            result[i] = (float) mixed(deltas, factors, i);
        }
        return result;
    }

    private double mixed(List<float[]> deltas, double[] factors, int i) {
        double elected = 0; // 0 lets every sign count
        if (consensus) {
            for (int m = 0; m < factors.length; m++) {
                elected += factors[m] * deltas.get(m)[i];
            }
            elected = elected >= 0 ? 1 : -1;
        }
        double sum = 0;
        double divisor = 0;
        for (int m = 0; m < factors.length; m++) {
            double value = factors[m] * deltas.get(m)[i];
            if (elected == 0 || Math.signum(value) == elected) {
                sum += value;
                divisor += factors[m];
            }
        }
        return normalize && divisor != 0 ? sum / divisor : sum;
    }
}
