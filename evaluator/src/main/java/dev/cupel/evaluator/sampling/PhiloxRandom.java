package dev.cupel.evaluator.sampling;

/**
 * Normal numbers as a graphics card of NVIDIA draws them under PyTorch: Philox 4x32-10 (Salmon et al. 2011), of whose
 * four words two give one number by Box and Muller.
 *
 * <pre>
 * symbol     meaning
 * key        the seed, 64 bits
 * counter    (number of the draw, 0, index of the number in the draw, 0)
 * g0, g1     the first two words
 * result     sqrt(-2 ln u) sin v, u = (g0 + 1/2) / 2^32, v = 2 pi (g1 + 1/2) / 2^32
 * </pre>
 *
 * <p>Constants are float32 and arithmetic is float64, as in AUTOMATIC1111's "NV" source, which is met to the bit. A
 * card's own numbers differ from it by about 1e-7, and for draws larger than the card has threads (far beyond 512 x 512
 * pixels) altogether.
 */
public final class PhiloxRandom implements Normals {

    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final float UNIT = 2.3283064e-10f;
    private static final float TURN = (float) (2.3283064e-10 * 6.2831855);

    private final long seed;
    private int draw;

    /** @param seed all 64 bits count */
    public PhiloxRandom(long seed) {
        this.seed = seed;
    }

    @Override
    public float[] normals(int count) {
        return normals(seed, draw++, count);
    }

    /** The numbers of one draw, without a stream. */
    static float[] normals(long seed, int draw, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            long words = words(seed, draw, i);
            double u = (words >>> 32) * (double) UNIT + UNIT / 2;
            double v = (words & 0xffffffffL) * (double) TURN + TURN / 2;
            values[i] = (float) (Math.sqrt(-2 * Math.log(u)) * Math.sin(v));
        }
        return values;
    }

    /** The first two words, the first of them in the high half. */
    private static long words(long seed, int draw, int index) {
        int c0 = draw;
        int c1 = 0;
        int c2 = index;
        int c3 = 0;
        int k0 = (int) seed;
        int k1 = (int) (seed >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (c0 & 0xffffffffL) * MULTIPLIER_0;
            long p1 = (c2 & 0xffffffffL) * MULTIPLIER_1;
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        return (long) c0 << 32 | (c1 & 0xffffffffL);
    }
}
