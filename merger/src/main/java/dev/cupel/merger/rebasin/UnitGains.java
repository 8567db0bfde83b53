package dev.cupel.merger.rebasin;

import dev.cupel.merger.rebasin.Symmetry.Place;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What each unit of a model is worth at the place of each unit of the reference: the inner product of their weights, summed
 * over all places of their family, while all other symmetries stay as they are (Ainsworth et al., section 3.2).
 *
 * <p>Memory: the float64 gains of one family at a time, at most 210 MB of the full model's 5120 feed-forward units, and one
 * tensor of either model as float32, at most 152 MB each.
 */
final class UnitGains {

    private static final int UNITS = 64;

    private final int n;
    private final PanelProduct product;
    private float[] left = {};
    private float[] right = {};

    private UnitGains(int n) {
        this.n = n;
        this.product = new PanelProduct(n);
    }

    /**
     * For each family of a symmetry, the gains of unit j of the model at the place of unit i of the reference.
     *
     * @param counted which places count
     */
    static List<Square> of(Symmetry symmetry, Predicate<Place> counted, ModelPair pair, Alignment alignment) {
        return symmetry.families().stream()
                .map(family -> of(family.places().stream().filter(counted).toList(), symmetry.size(family), pair,
                        alignment))
                .toList();
    }

    private static Square of(List<Place> places, int n, ModelPair pair, Alignment alignment) {
        UnitGains gains = new UnitGains(n);
        for (Place place : places) {
            gains.add(place, pair, alignment);
        }
        return Square.of(gains.product.gain(), n);
    }

    private void add(Place place, ModelPair pair, Alignment alignment) {
        Extent extent = pair.extent(place.tensor());
        float[] reference = pair.referenceValues(place.tensor());
        float[] model = pair.modelValues(place.tensor());
        int others = extent.size(1 - place.axis());
        int[] order = alignment.order(place.tensor(), 1 - place.axis(), others);
        int step = Math.max(1, PanelProduct.WIDTH / extent.rest());
        for (int from = 0; from < others; from += step) {
            int to = Math.min(others, from + step);
            int width = (to - from) * extent.rest();
            reserve(width);
            gatherLeft(reference, place, extent, from, to);
            gatherRight(model, place, extent, from, to, order);
            product.add(left, right, width);
        }
    }

    private void reserve(int width) {
        if (left.length < n * width) {
            left = new float[n * width];
            right = new float[n * width];
        }
    }

    /** Row i: the weights of unit i with the others from {@code from} to {@code to}. */
    private void gatherLeft(float[] values, Place place, Extent extent, int from, int to) {
        int rest = extent.rest();
        int width = (to - from) * rest;
        Cores.each(n, (long) n * width, i -> {
            for (int other = from; other < to; other++) {
                int at = extent.at(place.axis(), place.first() + i, other);
                System.arraycopy(values, at, left, i * width + (other - from) * rest, rest);
            }
        });
    }

    /** Column j: the weights of unit j with the others that come to those places. */
    private void gatherRight(float[] values, Place place, Extent extent, int from, int to, int @Nullable [] order) {
        int rest = extent.rest();
        Cores.each((n + UNITS - 1) / UNITS, (long) n * (to - from) * rest, task -> {
            int last = Math.min(n, (task + 1) * UNITS);
            for (int other = from; other < to; other++) {
                int source = order == null ? other : order[other];
                int row = (other - from) * rest * n;
                for (int r = 0; r < rest; r++) {
                    for (int j = task * UNITS; j < last; j++) {
                        right[row + r * n + j] = values[extent.at(place.axis(), place.first() + j, source) + r];
                    }
                }
            }
        });
    }
}
