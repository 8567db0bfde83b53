package dev.cupel.merger.numeric;

import java.nio.charset.StandardCharsets;

/**
 * A stream of random numbers that depends on a seed and a name alone: the same bits on every platform and in every version.
 *
 * <p>SplitMix64 (G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number generators, 2014); the name is mixed in
 * by FNV-1a.
 */
public final class RandomNumbers {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final long FNV_START = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final double UNIT = 0x1p-53;

    private long state;
    private double spare = Double.NaN;

    private RandomNumbers(long state) {
        this.state = state;
    }

    /** The stream of a seed and a name, such as a tensor's. */
    public static RandomNumbers of(long seed, String name) {
        long hash = FNV_START;
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ each & 0xff) * FNV_PRIME;
        }
        return new RandomNumbers(mixed(mixed(seed + GOLDEN_GAMMA) ^ hash));
    }

    private static long mixed(long z) {
        long a = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ a >>> 27) * 0x94d049bb133111ebL;
        return b ^ b >>> 31;
    }

    /** 64 random bits. */
    public long bits() {
        state += GOLDEN_GAMMA;
        return mixed(state);
    }

    /** A number from 0, included, to 1, excluded. */
    public double uniform() {
        return (bits() >>> 11) * UNIT;
    }

    /** A normal number of mean 0 and deviation 1 (Box and Muller, 1958; two at a time). */
    public double gaussian() {
        if (!Double.isNaN(spare)) {
            double second = spare;
            spare = Double.NaN;
            return second;
        }
        double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform())); // of 1 - u, as log(0) is infinite
        double angle = 2 * Math.PI * uniform();
        spare = radius * StrictMath.sin(angle);
        return radius * StrictMath.cos(angle);
    }
}
