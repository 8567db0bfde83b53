package dev.cupel.merger.numeric;

/**
 * Sorting and selection of float32 values by their bits, in linear time.
 *
 * <p>Where it matters, -0 and 0 are equal. Infinities have their place; NaN has none, so there must not be any.
 */
public final class Order {

    /** Bits that one pass of the sort looks at: its counters stay in the nearest cache. */
    private static final int DIGIT = 11;
    private static final int BUCKETS = 1 << DIGIT;
    /** Digits of the magnitude, which has 31 bits, from the highest: shift and width. */
    private static final int[][] MAGNITUDE_DIGITS = {{20, 11}, {10, 10}, {0, 10}};

    private Order() {}

    /**
     * The places of the values in ascending order; equal values stay in the order of their places. Needs 16 bytes a value
     * while it runs.
     *
     * @param values n numbers, from index 0 on
     * @param length n
     * @return n indices: the first is the place of the smallest value
     */
    public static int[] ascending(float[] values, int length) {
        long[] keys = sortedKeys(values, length);
        int[] places = new int[length];
        for (int i = 0; i < length; i++) {
            places[i] = (int) keys[i];
        }
        return places;
    }

    /**
     * The values in ascending order; -0 becomes 0.
     *
     * @param values n numbers, from index 0 on; they stay as they are
     * @param length n
     */
    public static float[] sorted(float[] values, int length) {
        long[] keys = sortedKeys(values, length);
        float[] sorted = new float[length];
        for (int i = 0; i < length; i++) {
            sorted[i] = value((int) (keys[i] >>> Integer.SIZE));
        }
        return sorted;
    }

    /** A number whose unsigned order is the order of the values; -0 and 0 have the same. */
    static int key(float value) {
        int bits = Float.floatToRawIntBits(value + 0f); // -0 + 0 is 0
        return bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE;
    }

    /** The value of a {@link #key}. */
    static float value(int key) {
        return Float.intBitsToFloat(key < 0 ? key ^ Integer.MIN_VALUE : ~key);
    }

    /** Value in the upper, place in the lower half, sorted by least significant digit. */
    private static long[] sortedKeys(float[] values, int length) {
        long[] keys = new long[length];
        for (int i = 0; i < length; i++) {
            keys[i] = (long) key(values[i]) << Integer.SIZE | i;
        }
        long[] other = new long[length];
        for (int shift = Integer.SIZE; shift < Long.SIZE; shift += DIGIT) {
            distribute(keys, other, shift);
            long[] swapped = keys;
            keys = other;
            other = swapped;
        }
        return keys;
    }

    private static void distribute(long[] from, long[] to, int shift) {
        int[] next = new int[BUCKETS + 1];
        for (long key : from) {
            next[((int) (key >>> shift) & BUCKETS - 1) + 1]++;
        }
        for (int i = 0; i < BUCKETS; i++) {
            next[i + 1] += next[i];
        }
        for (long key : from) {
            to[next[(int) (key >>> shift) & BUCKETS - 1]++] = key;
        }
    }

    /**
     * The k-th smallest of the absolute values. Takes three passes and no memory.
     *
     * @param values n numbers, from index 0 on
     * @param length n, from 1
     * @param k from 1 (the smallest) to n
     */
    public static float kthMagnitude(float[] values, int length, int k) {
        if (k < 1 || k > length) {
            throw new IllegalArgumentException("k must be 1 to %d, but is %d".formatted(length, k));
        }
        int chosen = 0;
        int mask = 0; // the digits that are known
        int left = k;
        for (int[] digit : MAGNITUDE_DIGITS) {
            int[] counts = new int[1 << digit[1]];
            for (int i = 0; i < length; i++) {
                int bits = Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE;
                if ((bits & mask) == chosen) {
                    counts[bits >>> digit[0] & counts.length - 1]++;
                }
            }
            int bucket = 0;
            while (left > counts[bucket]) {
                left -= counts[bucket++];
            }
            chosen |= bucket << digit[0];
            mask |= counts.length - 1 << digit[0];
        }
        return Float.intBitsToFloat(chosen);
    }
}
