package dev.cupel.evaluator.objective;

import dev.cupel.evaluator.picture.Picture;

/**
 * How far the colours of two pictures agree, wherever in the picture they are: a model's palette, which is more of its
 * own than where it puts things.
 *
 * <p>Bhattacharyya's coefficient, the sum over bins of sqrt(p q), where p and q are the shares of pixels in each of
 * 6 x 6 x 6 equal boxes of red, green and blue.
 */
final class PaletteSimilarity {

    private static final int BINS = 6;

    private PaletteSimilarity() {}

    /** From 0, no colour in common, to 1, the same share of each. */
    static double of(Picture a, Picture b) {
        double[] p = shares(a);
        double[] q = shares(b);
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.sqrt(p[i] * q[i]);
        }
        return Math.min(1, sum);
    }

    private static double[] shares(Picture picture) {
        byte[] rgb = picture.rgb();
        double[] shares = new double[BINS * BINS * BINS];
        for (int i = 0; i < rgb.length; i += 3) {
            shares[(bin(rgb[i]) * BINS + bin(rgb[i + 1])) * BINS + bin(rgb[i + 2])] += 3.0 / rgb.length;
        }
        return shares;
    }

    private static int bin(byte level) {
        return (level & 0xff) * BINS / 256;
    }
}
