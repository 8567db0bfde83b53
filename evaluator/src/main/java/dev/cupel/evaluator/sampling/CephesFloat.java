package dev.cupel.evaluator.sampling;

/**
 * ln, sin and cos in float32 as vector code computes them: the polynomials of the Cephes library (Moshier), with fused
 * multiply-adds. Within 3 units in the last place of the true values; the point is to have the same last places.
 */
final class CephesFloat {

    private static final float[] LN = {-0.1151461031f, 0.11676998740f, -0.12420140846f, 0.14249322787f,
            -0.16668057665f, 0.20000714765f, -0.24999993993f, 0.33333331174f};

    private CephesFloat() {}

    /** Natural logarithm; x normal and above 0. */
    static float ln(float x) {
        int bits = Float.floatToRawIntBits(x);
        float e = (bits >>> 23) - 126;
        float m = Float.intBitsToFloat((bits & 0x7fffff) | 126 << 23); // x = m 2^e, m in [0.5, 1)
        if (m < 0.70710678f) {
            e -= 1;
            m = (m - 1) + m;
        } else {
            m = m - 1;
        }
        float z = m * m;
        float y = 0.070376836292f;
        for (float c : LN) {
            y = Math.fma(y, m, c);
        }
        y = y * m;
        y = Math.fma(y, z, e * -2.12194440e-4f);
        y = y - 0.5f * z;
        return Math.fma(e, 0.693359375f, m + y);
    }

    /** Sine; x at least 0. */
    static float sin(float x) {
        int octant = octant(x);
        float y = (octant & 2) == 0 ? sineNearZero(reduce(x, octant)) : cosineNearZero(reduce(x, octant));
        return (octant & 4) != 0 ? -y : y;
    }

    /** Cosine; x at least 0. */
    static float cos(float x) {
        int octant = octant(x);
        float y = (octant & 2) == 0 ? cosineNearZero(reduce(x, octant)) : sineNearZero(reduce(x, octant));
        return ((octant - 2) & 4) == 0 ? -y : y;
    }

    /** Which multiple of pi / 4, made even, is nearest to x. */
    private static int octant(float x) {
        return ((int) (x * 1.27323954473516f) + 1) & ~1;
    }

    /** x - octant pi / 4, with pi / 4 in three parts so that nothing is lost. */
    private static float reduce(float x, int octant) {
        float y = octant;
        float r = Math.fma(y, -0.78515625f, x);
        r = Math.fma(y, -2.4187564849853515625e-4f, r);
        return Math.fma(y, -3.77489497744594108e-8f, r);
    }

    private static float cosineNearZero(float x) {
        float z = x * x;
        float c = Math.fma(2.443315711809948e-5f, z, -1.388731625493765e-3f);
        c = Math.fma(c, z, 4.166664568298827e-2f);
        c = c * z;
        return Math.fma(c, z, -(z * 0.5f)) + 1;
    }

    private static float sineNearZero(float x) {
        float z = x * x;
        float s = Math.fma(-1.9515295891e-4f, z, 8.3321608736e-3f);
        s = Math.fma(s, z, -1.6666654611e-1f);
        s = s * z;
        return Math.fma(s, x, x);
    }
}
