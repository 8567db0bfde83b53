package dev.cupel.evaluator.sampling;

/**
 * PyTorch's random numbers on the CPU, bit by bit: the same seed gives the same latents as in other programs.
 *
 * <p>Normal numbers come by Box and Muller from MT19937. PyTorch draws 16 and more by vector instructions (AVX2, also
 * where the machine could do more), with polynomials for ln, sin and cos of its own (those of Cephes) whose last bits
 * matter here; fewer than 16 it draws one by one in double precision, keeping the second number of a pair for later.
 */
public final class TorchRandom implements Normals {

    private static final int BLOCK = 16;

    private final MersenneTwister bits;
    private boolean halfPair;
    private double kept;

    /** @param seed of which the low 32 bits count */
    public TorchRandom(long seed) {
        this.bits = new MersenneTwister(seed);
    }

    /**
     * Standard normal numbers, as {@code torch.randn}.
     *
     * @param count at least 0
     */
    @Override
    public float[] normals(int count) {
        float[] values = new float[count];
        if (count < BLOCK) {
            for (int i = 0; i < count; i++) {
                values[i] = (float) normal();
            }
            return values;
        }
        for (int i = 0; i < count; i++) {
            values[i] = uniform();
        }
        for (int i = 0; i + BLOCK <= count; i += BLOCK) {
            boxMuller(values, i);
        }
        if (count % BLOCK != 0) {
            for (int i = count - BLOCK; i < count; i++) {
                values[i] = uniform();
            }
            boxMuller(values, count - BLOCK);
        }
        return values;
    }

    /** A uniform float32 in [0, 1), as {@code torch.rand}. */
    public float uniform() {
        return (bits.next() & 0xffffff) * 0x1p-24f;
    }

    /** A uniform double in [0, 1), as {@code torch.rand} of float64. */
    public double uniformDouble() {
        long high = Integer.toUnsignedLong(bits.next());
        long low = Integer.toUnsignedLong(bits.next());
        return ((high << 32 | low) & ((1L << 53) - 1)) * 0x1p-53;
    }

    /**
     * A whole number, as {@code torch.randint}.
     *
     * @param low  smallest value
     * @param high above the largest value, at most 2^32 - 1 above low
     */
    public long integer(long low, long high) {
        if (high <= low || high - low > 0xffffffffL) {
            throw new IllegalArgumentException(
                    "range: high must be 1 to 2^32 - 1 above low, but low = %d and high = %d".formatted(low, high));
        }
        return low + Integer.toUnsignedLong(bits.next()) % (high - low);
    }

    /** The numbers 0 to count - 1 in random order, as {@code torch.randperm}. */
    public int[] permutation(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        for (int i = 0; i < count - 1; i++) {
            int j = i + (int) (Integer.toUnsignedLong(bits.next()) % (count - i));
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    private double normal() {
        if (halfPair) {
            halfPair = false;
            return kept;
        }
        double u1 = uniformDouble();
        double u2 = uniformDouble();
        double r = Math.sqrt(-2 * Math.log1p(-u2));
        double theta = 2 * Math.PI * u1;
        kept = r * Math.sin(theta);
        halfPair = true;
        return r * Math.cos(theta);
    }

    /** Turns 16 uniform numbers into normal ones: the first eight give radii, the other eight angles. */
    private static void boxMuller(float[] values, int from) {
        for (int j = from; j < from + 8; j++) {
            float radius = (float) Math.sqrt(-2f * CephesFloat.ln(1 - values[j]));
            float angle = 6.2831855f * values[j + 8];
            values[j] = radius * CephesFloat.cos(angle);
            values[j + 8] = radius * CephesFloat.sin(angle);
        }
    }
}
