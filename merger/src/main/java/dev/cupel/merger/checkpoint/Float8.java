package dev.cupel.merger.checkpoint;

/** The values of the 8-bit floats, each of the 256 codes looked up. */
final class Float8 {

    private static final float[] E4M3 = new float[256];
    private static final float[] E5M2 = new float[256];

    static {
        for (int code = 0; code < 256; code++) {
            E4M3[code] = e4m3Value(code);
            E5M2[code] = Float.float16ToFloat((short) (code << 8)); // the upper half of a float16
        }
    }

    private Float8() {}

    /** Sign, 4 bits of exponent (bias 7), 3 bits of mantissa; no infinities, and only all ones is NaN. */
    static float e4m3(byte code) {
        return E4M3[code & 0xff];
    }

    /** Sign, 5 bits of exponent (bias 15), 2 bits of mantissa; infinities and NaN as in IEEE 754. */
    static float e5m2(byte code) {
        return E5M2[code & 0xff];
    }

    private static float e4m3Value(int code) {
        int exponent = (code >> 3) & 15;
        int mantissa = code & 7;
        float size;
        if (exponent == 15 && mantissa == 7) {
            size = Float.NaN;
        } else if (exponent == 0) {
            size = Math.scalb((float) mantissa, -9);
        } else {
            size = Math.scalb(8f + mantissa, exponent - 10);
        }
        return code >= 128 ? -size : size;
    }
}
