package dev.cupel.merger.method;

/**
 * The weights of base and X in a {@link Direction}.
 *
 * @param p weight of the base
 * @param q weight of X
 */
public record Mix(float p, float q) {

    /** Whether the result is the base, bit for bit. */
    public boolean isBase() {
        return p == 1 && q == 0;
    }

    /** Whether the result is X, bit for bit. */
    public boolean isDirection() {
        return p == 0 && q == 1;
    }

    /**
     * Puts {@code p * base + q * x} into base; each operation rounds to float32 on its own, as torch's do.
     *
     * @param base values of the base, replaced by the result
     * @param x values of X
     * @param length how many values, from index 0 on
     */
    public void apply(float[] base, float[] x, int length) {
        if (isBase()) {
            return; // 0 * x would turn -0 into 0
        }
        if (isDirection()) {
            System.arraycopy(x, 0, base, 0, length);
            return;
        }
        float p = this.p; // locals, so that the loops become vector instructions
        float q = this.q;
        if (p == 1) {
            for (int i = 0; i < length; i++) {
                base[i] = base[i] + q * x[i];
            }
        } else {
            for (int i = 0; i < length; i++) {
                base[i] = p * base[i] + q * x[i];
            }
        }
    }
}
