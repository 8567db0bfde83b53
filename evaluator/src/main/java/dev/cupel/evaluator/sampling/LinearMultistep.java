package dev.cupel.evaluator.sampling;

import java.util.ArrayList;
import java.util.List;

/** Follows the polynomial through the last four d (Adams and Bashforth's method on uneven steps). */
final class LinearMultistep {

    private static final int ORDER = 4;
    /** Gauss' two points in [-1, 1]: they integrate polynomials up to degree 3 exactly. */
    private static final double POINT = 1 / Math.sqrt(3);

    private LinearMultistep() {}

    static <L extends Latents<L>> L sample(Walk<L> walk) {
        List<L> slopes = new ArrayList<>(); // the newest first
        L x = walk.start();
        for (int i = 0; i < walk.steps(); i++) {
            slopes.addFirst(walk.slope(x, walk.sigma(i)));
            if (slopes.size() > ORDER) {
                slopes.removeLast();
            }
            for (int j = 0; j < slopes.size(); j++) {
                x = x.plus(weight(walk.sigmas(), i, slopes.size(), j), slopes.get(j));
            }
        }
        return x;
    }

    /** The integral from s_i to s_i+1 of the Lagrange polynomial that is 1 at s_i-j and 0 at the other levels. */
    private static double weight(double[] sigmas, int i, int order, int j) {
        double middle = (sigmas[i] + sigmas[i + 1]) / 2;
        double half = (sigmas[i + 1] - sigmas[i]) / 2;
        return half * (lagrange(sigmas, i, order, j, middle - half * POINT)
                + lagrange(sigmas, i, order, j, middle + half * POINT));
    }

    private static double lagrange(double[] sigmas, int i, int order, int j, double sigma) {
        double product = 1;
        for (int k = 0; k < order; k++) {
            if (k != j) {
                product *= (sigma - sigmas[i - k]) / (sigmas[i - j] - sigmas[i - k]);
            }
        }
        return product;
    }
}
