package dev.cupel.merger.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Tells quickly whether one of many values is too large, infinite or no number: nearly always none is. */
public final class Magnitude {

    private static final ValueLayout.OfInt BITS = ValueLayout.JAVA_INT_UNALIGNED;

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
        // They are read as whole numbers, as the conversion of a float's bits would keep this from being vector instructions.
        MemorySegment bits = MemorySegment.ofArray(values);
        int most = Float.floatToRawIntBits(limit) - 1;
        int found = 0;
        for (int i = 0; i < length; i++) {
            found |= most - (bits.get(BITS, (long) i * Float.BYTES) & Integer.MAX_VALUE);
        }
        return found < 0;
    }
}
