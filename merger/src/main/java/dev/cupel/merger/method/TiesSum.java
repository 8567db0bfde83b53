package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code C + alpha X}, X the TIES sum of the differences from C: of each the largest values, then at each place the mean of those
 * that have the elected sign. As sd-mecha 1.1.5's add_difference_ties; sd-meh's ties_add_difference is the same for two models,
 * with k as beta.
 *
 * <p>Where signs are even in number (or, with {@code vote_sgn}, the sum is 0), nothing is elected and X is 0.
 *
 * @param k share of values to keep, from 0 to 1
 * @param voteSgn whether the sign of the sum is elected, or that of most
 */
public record TiesSum(double k, boolean voteSgn) implements DeltaMerge {

    @Override
    public String name() {
        return "ties_sum";
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with("k", k).with("vote_sgn", voteSgn);
    }

    @Override
    public float[] combined(List<float[]> deltas, Values values) {
        Ties.trim(deltas, values.length(), k);
        byte[] counts = Ties.elect(deltas, values.length(), voteSgn);
        return Ties.average(deltas, counts, values.length());
    }
}
