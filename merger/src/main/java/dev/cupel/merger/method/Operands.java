package dev.cupel.merger.method;

import dev.cupel.merger.checkpoint.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a tensor is merged with: the operand X of a {@link MergeMethod}, a stretch at a time.
 *
 * @param method the formula
 * @param tuned the tuned model's tensor, B
 * @param oldBase the old base's tensor, C; null if the method does not need it
 */
public record Operands(MergeMethod method, Tensor tuned, @Nullable Tensor oldBase) {

    /** How many values are handled at a time: they stay in the processor's nearest cache. */
    public static final int CHUNK = 4096;

    /**
     * Values of X.
     *
     * @param first index of the first element
     * @param x where they go, from index 0 on
     * @param scratch room for as many values
     * @param length how many
     * @throws MergeException if a value of the models is not finite
     */
    public void read(long first, float[] x, float[] scratch, int length) {
        tuned.widen(first, x, length);
        if (oldBase == null) {
            Finite.require(tuned.name(), Role.TUNED, first, x, length);
            return;
        }
        oldBase.widen(first, scratch, length);
        method.operand(x, scratch, length);
        if (!Finite.all(x, length)) { // one pass over X tells about both models
            tuned.widen(first, x, length);
            Finite.require(tuned.name(), Role.TUNED, first, x, length);
            Finite.require(oldBase.name(), Role.OLD_BASE, first, scratch, length);
        }
    }

    /**
     * Whether X is zero everywhere and its tensor therefore is the new base's, bit for bit, whatever the coefficient. Where
     * X is the tuned model itself, this is never so.
     *
     * @throws MergeException if a value of the models is not finite
     */
    public boolean isNothing() {
        if (oldBase == null) {
            return false;
        }
        float[] x = new float[CHUNK];
        float[] scratch = new float[CHUNK];
        for (long first = 0; first < tuned.count(); first += CHUNK) {
            int length = (int) Math.min(CHUNK, tuned.count() - first);
            read(first, x, scratch, length);
            if (!zero(x, length)) {
                return false;
            }
        }
        return true;
    }

    private static boolean zero(float[] x, int length) {
        int bits = 0;
        for (int i = 0; i < length; i++) {
            bits |= Float.floatToRawIntBits(x[i]);
        }
        return (bits & Integer.MAX_VALUE) == 0; // -0 is zero, too
    }
}
