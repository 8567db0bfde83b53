package dev.cupel.evaluator.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * Pseudo linear multistep (Liu et al. 2022, equations 9 and 12): Adams and Bashforth's weights for even steps, on the
 * last four d, whatever the steps are. The first step takes the mean of d at both its ends.
 */
final class Plms {

    /** By how many d there are, the newest first. */
    private static final double[][] WEIGHTS = {{1}, {3 / 2.0, -1 / 2.0}, {23 / 12.0, -16 / 12.0, 5 / 12.0},
            {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0}};

    private Plms() {}

    static <L extends Latents<L>> L sample(Walk<L> walk) {
        List<L> slopes = new ArrayList<>(); // the newest first
        L x = walk.start();
        for (int i = 0; i < walk.steps(); i++) {
            double length = walk.sigma(i + 1) - walk.sigma(i);
            slopes.addFirst(walk.slope(x, walk.sigma(i)));
            if (slopes.size() > WEIGHTS.length) {
                slopes.removeLast();
            }
            L slope = slopes.size() == 1 ? first(walk, x, slopes.getFirst()) : weighted(slopes);
            x = x.plus(length, slope);
        }
        return x;
    }

    private static <L extends Latents<L>> L first(Walk<L> walk, L x, L slope) {
        // the network is not asked at the last level, a way of one step asks at its only one again
        double next = walk.sigma(Math.min(1, walk.steps() - 1));
        L there = x.plus(walk.sigma(1) - walk.sigma(0), slope);
        return slope.plus(1, walk.slope(there, next)).times(0.5);
    }

    private static <L extends Latents<L>> L weighted(List<L> slopes) {
        double[] weights = WEIGHTS[slopes.size() - 1];
        L sum = slopes.getFirst().times(weights[0]);
        for (int k = 1; k < weights.length; k++) {
            sum = sum.plus(weights[k], slopes.get(k));
        }
        return sum;
    }
}
