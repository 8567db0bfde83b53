package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.descent.Box;

/**
 * How far from the incumbent the next point may be.
 *
 * <pre>
 * L      side of the region, in the unit of the cube; {@value #START} at first
 * w_j    ℓ_j over the geometric mean of all ℓ, within [¼, 4]: an axis along which little changes gets a longer side
 * </pre>
 *
 * <p>The schedule of TuRBO (D. Eriksson et al., NeurIPS 2019), on expected instead of measured values, and replayed from
 * the history each time: so it is a function of the history alone, and noise that made a point look good is forgotten
 * as soon as the model sees through it.
 *
 * @param side L
 */
public record TrustRegion(double side) {
    /** No bounds but those of the cube. */
    public static final TrustRegion EVERYWHERE = new TrustRegion(8);
    private static final double START = 0.8;
    private static final double LARGEST = 1.6;
    private static final double SMALLEST = 0x1.0p-7;
    private static final int SUCCESSES = 3;
    /** An improvement smaller than this part of the values' standard deviation is none. */
    private static final double IMPROVEMENT = 1e-3;

    /**
     * The region after a history: doubled after {@value #SUCCESSES} improvements in a row, halved after max(4, D) points in a
     * row without one, and as at first when it has become very small.
     *
     * @param smoothed expected standardised values of the evaluated points, in the order of their evaluation
     * @param initial how many of the first ones were not chosen by a model; they neither widen nor narrow
     * @param dimension D, of the space: an axis of many options counts as one
     */
    public static TrustRegion after(double[] smoothed, int initial, int dimension) {
        int patience = Math.max(4, dimension);
        double best = Double.NEGATIVE_INFINITY;
        double side = START;
        int successes = 0;
        int failures = 0;
        for (int i = 0; i < smoothed.length; i++) {
            boolean better = smoothed[i] > best + IMPROVEMENT;
            best = Math.max(best, smoothed[i]);
            if (i < initial) {
                continue;
            }
            successes = better ? successes + 1 : 0;
            failures = better ? 0 : failures + 1;
            if (successes == SUCCESSES) {
                side = Math.min(2 * side, LARGEST);
                successes = 0;
            }
            if (failures == patience) {
                side = side / 2 < SMALLEST ? START : side / 2;
                failures = 0;
            }
        }
        return new TrustRegion(side);
    }

    /**
     * The part of the unit cube within the region.
     *
     * @param centre the incumbent, shape (D)
     * @param lengthScales ℓ, shape (D)
     */
    Box around(double[] centre, double[] lengthScales) {
        double meanLog = 0;
        for (double length : lengthScales) {
            meanLog += Math.log(length) / lengthScales.length;
        }
        double[] low = new double[centre.length];
        double[] high = new double[centre.length];
        for (int j = 0; j < centre.length; j++) {
            double half = 0.5 * side * Math.clamp(lengthScales[j] / Math.exp(meanLog), 0.25, 4);
            low[j] = Math.max(0, centre[j] - half);
            high[j] = Math.min(1, centre[j] + half);
        }
        return new Box(low, high);
    }
}
