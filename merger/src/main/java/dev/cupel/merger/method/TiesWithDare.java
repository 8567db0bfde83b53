package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Order;
import dev.cupel.merger.numeric.RandomNumbers;
import java.util.List;

/**
 * {@code C + alpha X}: of each difference from C a random share of the values is dropped, X is {@link TiesSumExtended} of the rest,
 * divided by {@code 1 - p}. As sd-mecha 1.1.5's add_ties_with_dare.
 *
 * <p>With an epsilon above 0 large values are dropped less (DELLA, Deep et al. 2024): the value of rank r of n by size, from 1, is
 * kept with the probability {@code 1 - p + epsilon (r / n - (n + 1) / 2n)}. The masks are ours, as in {@link Dropout}.
 *
 * @param probability p, from 0 to below 1
 * @param epsilon how much the size counts, from 0 to 1
 * @param rescale whether X is divided
 * @param seed of the masks
 * @param ties what is done with the rest
 */
public record TiesWithDare(double probability, double epsilon, boolean rescale, long seed, TiesSumExtended ties)
        implements
            DeltaMerge {

    @Override
    public String name() {
        return "add_ties_with_dare";
    }

    @Override
    public Settings settings() {
        Settings own = Settings.NONE.with("probability", probability).with("della_eps", epsilon)
                .with("rescale", rescale).with("seed", seed);
        for (var setting : ties.settings().values().entrySet()) {
            own = own.with(setting.getKey(), setting.getValue());
        }
        return own;
    }

    @Override
    public float[] combined(List<float[]> deltas, Values values) {
        for (int m = 0; m < deltas.size(); m++) {
            drop(deltas.get(m), values.length(), Masks.numbers(seed, values.name(), m));
        }
        float[] result = ties.combined(deltas, values);
        double kept = rescale ? 1 - probability : 1;
        for (int i = 0; i < values.length(); i++) {
            result[i] = (float) (result[i] / kept);
        }
        return result;
    }

    private void drop(float[] delta, int length, RandomNumbers numbers) {
        if (epsilon == 0) {
            for (int i = 0; i < length; i++) {
                delta[i] = numbers.uniform() >= probability ? delta[i] : 0;
            }
            return;
        }
        int[] places = Order.ascending(sizes(delta, length), length); // numbers are drawn in this order
        for (int rank = 0; rank < length; rank++) {
            int i = places[rank];
            double keep = 1 - probability + epsilon * ((rank + 1.0) / length - (length + 1.0) / (2.0 * length));
            delta[i] = numbers.uniform() < keep ? delta[i] : 0;
        }
    }

    private static float[] sizes(float[] delta, int length) {
        float[] sizes = new float[length];
        for (int i = 0; i < length; i++) {
            sizes[i] = Math.abs(delta[i]);
        }
        return sizes;
    }
}
