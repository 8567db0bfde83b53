package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Order;
import java.util.List;

/**
 * A with a region of B, alpha the region's width and beta its offset, as shares of the tensor; it wraps around the end. As
 * sd-mecha 1.1.5's copy_region.
 *
 * <p>The region of n parts is from {@code offset n} to {@code (offset + width) n}, rounded half to even, or if that is beyond
 * the end, all but {@code (width + offset - 1) n} to {@code offset n}.
 * <br>Without {@code top_k} the parts are the rows (the first dimension); a single number is B's if the width is above 0.5.
 * sd-meh's tensor_sum is the same with bounds rounded down.
 * <br>With {@code top_k} the parts are A's values by size: those with an absolute value from the first to the last of the region
 * move to the places that B's order gives them, so B's values themselves do not matter. sd-meh's top_k_tensor_sum leaves out
 * the first.
 *
 * @param topK whether the region is one of sizes
 */
public record CopyRegion(boolean topK) implements Formula {

    @Override
    public String name() {
        return "copy_region";
    }

    @Override
    public Settings settings() {
        return Settings.of("top_k", topK);
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
        return topK ? sizes(values, coefficient) : rows(values, coefficient);
    }

    private static float[] rows(Values values, Coefficient coefficient) {
        long[] shape = values.shape();
        if (shape.length == 0) {
            return coefficient.alpha() > 0.5 ? values.b() : values.a();
        }
        int rows = (int) shape[0];
        int row = values.length() / rows;
        Region region = Region.of(coefficient.alpha(), coefficient.beta(), rows);
        float[] outside = region.inverted() ? values.b() : values.a();
        float[] inside = region.inverted() ? values.a() : values.b();
        int count = Math.max(region.end() - region.start(), 0) * row;
        System.arraycopy(inside, region.start() * row, outside, region.start() * row, count);
        return outside;
    }

    private static float[] sizes(Values values, Coefficient coefficient) {
        float[] a = values.a();
        Region region = Region.of(coefficient.alpha(), coefficient.beta(), values.length());
        float low = kth(values, region.start());
        float high = kth(values, region.end());
        float[] sorted = Order.sorted(a, values.length());
        int[] places = Order.ascending(values.b(), values.length());
        for (int rank = 0; rank < places.length; rank++) {
            float size = Math.abs(sorted[rank]);
            if ((size >= low && size <= high) != region.inverted()) {
                a[places[rank]] = sorted[rank];
            }
        }
        return a;
    }

    private static float kth(Values values, int k) {
        return k <= 0 ? -1 : Order.kthMagnitude(values.a(), values.length(), k);
    }
}
