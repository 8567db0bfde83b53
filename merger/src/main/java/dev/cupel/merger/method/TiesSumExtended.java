package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Span;
import java.util.List;

/**
 * {@code C + alpha X}, X as in {@link TiesSum}, but times the factor of {@link ModelStock} of each row, or with the geometric median
 * of the elected values in place of their mean. As sd-mecha 1.1.5's add_difference_ties_extended.
 *
 * <p>sd-mecha applies the factor where apply_stock is false, and does not where it is true (compatibility sd-mecha). It also lets
 * the factor be negative or above 1, which ours never is.
 *
 * @param k share of values to keep, from 0 to 1
 * @param voteSgn whether the sign of the sum is elected, or that of most
 * @param applyStock whether model stock's factor applies; not to the median
 * @param applyMedian whether it is the median
 * @param compatibility none or sd-mecha
 */
public record TiesSumExtended(double k, boolean voteSgn, boolean applyStock, boolean applyMedian,
        Compatibility compatibility) implements DeltaMerge {

    @Override
    public String name() {
        return "ties_sum_extended";
    }

    @Override
    public Settings settings() {
        return compatibility.in(Settings.NONE.with("k", k).with("vote_sgn", voteSgn).with("apply_stock", applyStock)
                .with("apply_median", applyMedian));
    }

    @Override
    public float[] combined(List<float[]> deltas, Values values) {
        int length = values.length();
        Ties.trim(deltas, length, k);
        byte[] counts = Ties.elect(deltas, length, voteSgn);
        if (applyMedian) {
            return GeometricMedian.STANDARD.of(new Span(deltas, length));
        }
        boolean mecha = compatibility == Compatibility.SD_MECHA;
        if (applyStock == mecha) {
            return Ties.average(deltas, counts, length);
        }
        double[] factors = ModelStock.rowFactors(deltas, values, mecha);
        float[] result = Ties.average(deltas, counts, length);
        ModelStock.multiplyRows(result, length, factors);
        return result;
    }
}
