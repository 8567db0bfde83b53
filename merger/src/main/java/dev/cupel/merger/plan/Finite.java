package dev.cupel.merger.plan;

import dev.cupel.merger.checkpoint.Magnitude;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.method.Role;

/** Refuses values that are no numbers: they would spread over the whole picture, and a search would not learn why. */
final class Finite {

    private static final int EXPONENT = 0x7f800000;

    private Finite() {}

    static boolean all(float[] values, int length) {
        return !Magnitude.reaches(values, length, Float.POSITIVE_INFINITY);
    }

    static void require(String tensor, Role role, long first, float[] values, int length) {
        if (all(values, length)) {
            return;
        }
        for (int i = 0; i < length; i++) {
            if ((Float.floatToRawIntBits(values[i]) & EXPONENT) == EXPONENT) {
                throw new MergeException("tensor '%s' of the model %s must hold finite numbers, but element %d is %s."
                        .formatted(tensor, role.key(), first + i, values[i]),
                        "Maybe the model was damaged by a merge in half precision: use its fp32 file, or another version.");
            }
        }
    }
}
