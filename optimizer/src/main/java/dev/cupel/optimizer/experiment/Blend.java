package dev.cupel.optimizer.experiment;

import dev.cupel.merger.weight.Gradient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The weight of a block: a sum of numbers, each times a factor. Mostly it is one number; on a gradient two that lie next to
 * the block in depth; between two presets the share of the second.
 *
 * @param shares what is summed; none for 0
 */
public record Blend(List<Blend.Share> shares) {

    /**
     * A part of the sum.
     *
     * @param factor what the number is multiplied by, not 0
     * @param weight the number
     */
    public record Share(double factor, Weight weight) {}

    /** Copies the list, without what is multiplied by 0. */
    public Blend {
        shares = shares.stream().filter(share -> share.factor() != 0).toList();
    }

    /** One number. */
    static Blend of(Weight weight) {
        return new Blend(List.of(new Share(1, weight)));
    }

    /** A block's place on a gradient: as {@link Gradient#at}, of numbers that may be searched. */
    static Blend onGradient(List<Weight> values, int index, int count) {
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            List<Double> one = new ArrayList<>(Collections.nCopies(values.size(), 0.0));
            one.set(i, 1.0);
            shares.add(new Share(new Gradient(one).at(index, count), values.get(i)));
        }
        return new Blend(shares);
    }

    /** {@code from + share (to - from)}. */
    static Blend between(double from, double to, Weight share) {
        return new Blend(List.of(new Share(from, Weight.fixed(1)), new Share(to - from, share)));
    }

    /** The sum at a point, given by the values of the axes. */
    double at(Map<String, Double> values) {
        double sum = 0;
        for (Share share : shares) {
            sum += share.factor() * share.weight().at(values);
        }
        return sum;
    }

    /** In a uniform merge: 1, unless it is fixed at another value. */
    double uniform() {
        return shares.stream().allMatch(share -> share.weight().fixed()) ? at(Map.of()) : 1;
    }
}
