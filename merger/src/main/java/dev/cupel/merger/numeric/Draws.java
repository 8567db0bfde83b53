package dev.cupel.merger.numeric;

/**
 * Random numbers by their place: the i-th is a function of the key and i, whoever asks for it and in whatever order.
 *
 * <p>SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014), whose i-th state is the
 * key plus i times the golden ratio.
 */
public final class Draws {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long key;

    private Draws(long key) {
        this.key = key;
    }

    /**
     * The numbers of one purpose: the same seed, name and number give the same ones.
     *
     * @param seed any
     * @param name what they are for, for example a tensor's name
     * @param number which of several sequences
     */
    public static Draws of(long seed, String name, int number) {
        long hash = seed;
        for (int i = 0; i < name.length(); i++) {
            hash = mixed(hash + GOLDEN) ^ name.charAt(i);
        }
        return new Draws(mixed(mixed(hash + GOLDEN) + number));
    }

    /** The i-th number, in [0, 1), a multiple of 2^-53. */
    public double at(long i) {
        return (mixed(key + (i + 1) * GOLDEN) >>> 11) * 0x1p-53;
    }

    private static long mixed(long state) {
        long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
