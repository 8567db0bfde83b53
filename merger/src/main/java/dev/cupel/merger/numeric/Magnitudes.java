package dev.cupel.merger.numeric;

import java.util.Arrays;

/**
 * Ranks of values by their absolute value: 0 for the smallest, n - 1 for the largest, of equal ones the earlier is the lower.
 * There must not be a NaN.
 */
public final class Magnitudes {

    private Magnitudes() {}

    /**
     * Sets all values to 0 but those of some ranks. Takes linear time and no memory.
     *
     * @param values n numbers, from index 0 on
     * @param from lowest rank to keep, from 0
     * @param to lowest rank above it not to keep, to n
     */
    public static void keepRanks(float[] values, int length, int from, int to) {
        if (from >= to) {
            Arrays.fill(values, 0, length, 0);
            return;
        }
        float low = Order.kthMagnitude(values, length, from + 1);
        float high = Order.kthMagnitude(values, length, to);
        int rankOfLow = below(values, length, low);
        int rankOfHigh = below(values, length, high);
        for (int i = 0; i < length; i++) {
            float magnitude = Math.abs(values[i]);
            boolean kept = magnitude >= low && magnitude <= high;
            kept &= magnitude != low || rankOfLow++ >= from;
            kept &= magnitude != high || rankOfHigh++ < to;
            values[i] = kept ? values[i] : 0;
        }
    }

    private static int below(float[] values, int length, float bound) {
        int count = 0;
        for (int i = 0; i < length; i++) {
            count += Math.abs(values[i]) < bound ? 1 : 0;
        }
        return count;
    }

    /**
     * The ranks of the values within a line of a tensor: {@code values[start + k * stride]}, k from 0 to count - 1.
     *
     * @param ranks the rank of the k-th value, shape (count); filled
     * @param keys working space, shape (count)
     */
    public static void ranks(float[] values, int start, int stride, int count, int[] ranks, long[] keys) {
        for (int k = 0; k < count; k++) {
            long magnitude = Float.floatToRawIntBits(values[start + k * stride]) & Integer.MAX_VALUE;
            keys[k] = magnitude << Integer.SIZE | k;
        }
        Arrays.sort(keys, 0, count);
        for (int rank = 0; rank < count; rank++) {
            ranks[(int) keys[rank]] = rank;
        }
    }
}
