package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Order;
import java.util.List;

/**
 * A's values in the order of B's, at some places. Each place gets the value of A that has the rank there which B's value has in B,
 * if that value's magnitude is among those that alpha and beta choose. As sd-meh 0.9.5.
 *
 * <p>Alpha is the width and beta the offset of the chosen ranks of magnitude, in parts of all n; beyond the end they go on at the
 * start. The result jumps with both, which makes them hard to search. Equal values of B stay in the order of their places.
 */
public record TopKTensorSum() implements Formula {

    @Override
    public String name() {
        return "top_k_tensor_sum";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean hasBeta() {
        return true;
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        float[] a = values.a();
        int n = values.length();
        float[] sorted = Order.sorted(a, n);
        int[] places = Order.ascending(values.b(), n);
        Region region = Region.of(coefficient.alpha(), coefficient.beta(), n);
        float low = magnitude(a, n, region.start());
        float high = magnitude(a, n, region.end());
        for (int rank = 0; rank < n; rank++) {
            float size = Math.abs(sorted[rank]);
            boolean inside = low < size && size <= high;
            if (inside != region.inverted()) {
                a[places[rank]] = sorted[rank];
            }
        }
        return a;
    }

    /** The k-th smallest magnitude; -1 for none. */
    private static float magnitude(float[] values, int n, int k) {
        return k <= 0 ? -1 : Order.kthMagnitude(values, n, k);
    }
}
