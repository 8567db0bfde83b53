package dev.cupel.merger.checkpoint;

/** Tells quickly whether one of many values is too large, infinite or no number: nearly always none is. */
public final class Magnitude {

    private Magnitude() {}

    /**
     * Whether a value is as large as a limit, or NaN.
     *
     * @param values the values, from index 0 on
     * @param length how many of them
     * @param limit above 0; infinity asks for values that are not finite
     */
    public static boolean reaches(float[] values, int length, float limit) {
        // Of two floats without sign the larger has the larger bits, and NaN the largest: the difference is negative then.
        int most = Float.floatToRawIntBits(limit) - 1;
        int found0 = 0; // several, so that one step need not wait for the last
        int found1 = 0;
        int found2 = 0;
        int found3 = 0;
        int whole = length & -4;
        for (int i = 0; i < whole; i += 4) {
            found0 |= most - bits(values[i]);
            found1 |= most - bits(values[i + 1]);
            found2 |= most - bits(values[i + 2]);
            found3 |= most - bits(values[i + 3]);
        }
        for (int i = whole; i < length; i++) {
            found0 |= most - bits(values[i]);
        }
        return (found0 | found1 | found2 | found3) < 0;
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value) & Integer.MAX_VALUE;
    }
}
