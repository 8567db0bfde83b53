package dev.cupel.evaluator.sampling;

import java.util.HashMap;
import java.util.Map;

/**
 * A Brownian path over noise levels, the same for a seed wherever it is looked at: steps that overlap see the same noise,
 * and more steps see the same path in more detail (the virtual Brownian tree of Li et al. 2020, section 4).
 *
 * <pre>
 * symbol     meaning
 * W(s)       the path, W(smallest) = 0, n numbers; W(s') - W(s) is normal with variance s' - s
 * node k     an interval: 1 is the whole, 2k and 2k + 1 the halves of k
 * </pre>
 *
 * <p>The middle of a node is the mean of its ends plus fresh noise, which is draw k of Philox under the seed; so is a
 * point within a leaf, a 65,536th of the whole. The numbers are not those of torchsde, which other programs use.
 */
final class BrownianTree {

    private static final int DEPTH = 16;
    /** Nodes whose middle is kept: the upper seven layers, 8 MB for a picture of 512 x 512. */
    private static final int KEPT = 128;
    /** Keeps the path apart from the start noise of the same seed. */
    private static final long STREAM = 0x42726f776e000000L;

    private final long seed;
    private final double smallest;
    private final double largest;
    private final int count;
    private final float[] end;
    private final Map<Integer, float[]> middles = new HashMap<>();
    private final Map<Double, float[]> looked = new HashMap<>();

    /**
     * @param smallest noise level, above 0
     * @param largest  noise level, above the smallest or equal to it
     * @param count    numbers
     */
    BrownianTree(long seed, double smallest, double largest, int count) {
        this.seed = seed ^ STREAM;
        this.smallest = smallest;
        this.largest = largest;
        this.count = count;
        this.end = bent(new float[count], new float[count], 0.5, Math.sqrt(largest - smallest), 0);
    }

    /** W(from) - W(to) over the root of from - to: standard normal numbers. */
    float[] between(double from, double to) {
        float[] high = at(from);
        float[] low = at(to);
        double root = Math.sqrt(Math.abs(from - to));
        float[] noise = new float[count];
        for (int i = 0; i < count; i++) {
            noise[i] = (float) ((high[i] - low[i]) / root);
        }
        return noise;
    }

    private float[] at(double sigma) {
        return looked.computeIfAbsent(Math.clamp(sigma, smallest, largest), this::find);
    }

    private float[] find(double sigma) {
        double low = smallest;
        double high = largest;
        float[] left = new float[count];
        float[] right = end;
        int node = 1;
        for (int depth = 0; depth < DEPTH; depth++) {
            double middle = (low + high) / 2;
            float[] there = middle(node, left, right, high - low);
            boolean upper = sigma >= middle;
            low = upper ? middle : low;
            left = upper ? there : left;
            high = upper ? high : middle;
            right = upper ? right : there;
            node = 2 * node + (upper ? 1 : 0);
        }
        double share = high > low ? (sigma - low) / (high - low) : 0;
        return bent(left, right, share, Math.sqrt(share * (1 - share) * (high - low)), node);
    }

    private float[] middle(int node, float[] left, float[] right, double width) {
        float[] kept = middles.get(node);
        if (kept == null) {
            kept = bent(left, right, 0.5, Math.sqrt(width) / 2, node);
            if (node < KEPT) {
                middles.put(node, kept);
            }
        }
        return kept;
    }

    /** A point between two others: on the straight line, and off it by noise. */
    private float[] bent(float[] left, float[] right, double share, double level, int draw) {
        float[] fresh = PhiloxRandom.normals(seed, draw, count);
        for (int i = 0; i < count; i++) {
            fresh[i] = (float) (left[i] + share * (right[i] - left[i]) + level * fresh[i]);
        }
        return fresh;
    }
}
