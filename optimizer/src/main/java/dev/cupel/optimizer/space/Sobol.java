package dev.cupel.optimizer.space;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A scrambled Sobol sequence: points that fill the unit cube more evenly than random ones.
 *
 * <pre>
 * D        dimension of the points
 * s, a     degree and inner coefficients of a primitive polynomial over {0, 1}
 * m_k      odd numbers below 2^k that start the recurrence, k = 1..s
 * v_k      direction numbers, v_k = m_k 2^(32-k), shape (D, 32)
 * x_i      point i: the exclusive or of the v_k of the bits k of the Gray code of i
 * </pre>
 *
 * <p>Polynomials and m_k: S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional
 * projections", SIAM J. Sci. Comput. 30 (2008), table new-joe-kuo-6, first {@value #MAX_DIMENSION} dimensions.
 * Scramble: a random lower triangular bit matrix for each dimension and a digital shift (J. Matoušek, "On the
 * L2-discrepancy for anchored boxes", J. Complexity 14 (1998)); it keeps every 2^m points a net.
 */
public final class Sobol {
    /** The most dimensions that the table of polynomials serves. */
    public static final int MAX_DIMENSION = 64;

    private static final int BITS = 32;
    private static final double UNIT = 0x1.0p-32;

    /** One line for each dimension from the second on: s, a, m_1 … m_s. */
    private static final String[] TABLE = """
            1 0 1
            2 1 1 3
            3 1 1 3 1
            3 2 1 1 1
            4 1 1 1 3 3
            4 4 1 3 5 13
            5 2 1 1 5 5 17
            5 4 1 1 5 5 5
            5 7 1 1 7 11 19
            5 11 1 1 5 1 1
            5 13 1 1 1 3 11
            5 14 1 3 5 5 31
            6 1 1 3 3 9 7 49
            6 13 1 1 1 15 21 21
            6 16 1 3 1 13 27 49
            6 19 1 1 1 15 7 5
            6 22 1 3 1 15 13 25
            6 25 1 1 5 5 19 61
            7 1 1 3 7 11 23 15 103
            7 4 1 3 7 13 13 15 69
            7 7 1 1 3 13 7 35 63
            7 8 1 3 5 9 1 25 53
            7 14 1 3 1 13 9 35 107
            7 19 1 3 1 5 27 61 31
            7 21 1 1 5 11 19 41 61
            7 28 1 3 5 3 3 13 69
            7 31 1 1 7 13 1 19 1
            7 32 1 3 7 5 13 19 59
            7 37 1 1 3 9 25 29 41
            7 41 1 3 5 13 23 1 55
            7 42 1 3 7 3 13 59 17
            7 50 1 3 1 3 5 53 69
            7 55 1 1 5 5 23 33 13
            7 56 1 1 7 7 1 61 123
            7 59 1 1 7 9 13 61 49
            7 62 1 3 3 5 3 55 33
            8 14 1 3 1 15 31 13 49 245
            8 21 1 3 5 15 31 59 63 97
            8 22 1 3 1 11 11 11 77 249
            8 38 1 3 1 11 27 43 71 9
            8 47 1 1 7 15 21 11 81 45
            8 49 1 3 7 3 25 31 65 79
            8 50 1 3 1 1 19 11 3 205
            8 52 1 1 5 9 19 21 29 157
            8 56 1 3 7 11 1 33 89 185
            8 67 1 3 3 3 15 9 79 71
            8 70 1 3 7 11 15 39 119 27
            8 84 1 1 3 1 11 31 97 225
            8 97 1 1 1 3 23 43 57 177
            8 103 1 3 7 7 17 17 37 71
            8 115 1 3 1 5 27 63 123 213
            8 122 1 1 3 5 11 43 53 133
            9 8 1 3 5 5 29 17 47 173 479
            9 13 1 3 3 11 3 1 109 9 69
            9 16 1 1 1 5 17 39 23 5 343
            9 22 1 3 1 5 25 15 31 103 499
            9 25 1 1 1 11 11 17 63 105 183
            9 44 1 1 5 11 9 29 97 231 363
            9 47 1 1 5 15 19 45 41 7 383
            9 52 1 3 7 7 31 19 83 137 221
            9 55 1 1 1 3 23 15 111 223 83
            9 59 1 1 5 13 31 15 55 25 161
            9 62 1 1 3 13 25 47 39 87 257
            """.strip().split("\n");

    private final int[][] directions;
    private final int[] state;
    private int index;

    private Sobol(int[][] directions, int[] shift) {
        this.directions = directions;
        this.state = shift;
    }

    /**
     * The start of a sequence.
     *
     * @param dimension from 1 to {@link #MAX_DIMENSION}
     * @param seed chooses the scramble; the same seed gives the same points
     */
    public static Sobol scrambled(int dimension, long seed) {
        if (dimension < 1 || dimension > MAX_DIMENSION) {
            throw new InvalidSpaceException("""
                    Sobol sequence: its dimension must be from 1 to %s, but it is %s.
                    Maybe let several settings share one axis.""".formatted(MAX_DIMENSION, dimension));
        }
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int[][] directions = new int[dimension][];
        int[] shift = new int[dimension];
        for (int j = 0; j < dimension; j++) {
            directions[j] = scramble(directions(j), random);
            shift[j] = random.nextInt();
        }
        return new Sobol(directions, shift);
    }

    /**
     * The next point.
     *
     * @return shape (D), each coordinate strictly inside (0, 1)
     */
    public double[] next() {
        double[] point = new double[state.length];
        for (int j = 0; j < point.length; j++) {
            // half a step from the corner of the cell, so that 0 is never met
            point[j] = (Integer.toUnsignedLong(state[j]) + 0.5) * UNIT;
        }
        int flipped = Integer.numberOfTrailingZeros(++index);
        for (int j = 0; j < state.length; j++) {
            state[j] ^= directions[j][flipped];
        }
        return point;
    }

    /** The direction numbers of one dimension, before the scramble; bit 31 is the first binary place. */
    private static int[] directions(int dimension) {
        int[] v = new int[BITS];
        if (dimension == 0) {
            for (int k = 0; k < BITS; k++) {
                v[k] = 1 << (BITS - 1 - k);
            }
            return v;
        }
        String[] fields = TABLE[dimension - 1].strip().split(" ");
        int s = Integer.parseInt(fields[0]);
        int a = Integer.parseInt(fields[1]);
        for (int k = 0; k < BITS; k++) {
            v[k] = k < s ? Integer.parseInt(fields[2 + k]) << (BITS - 1 - k) : recurrence(v, k, s, a);
        }
        return v;
    }

    /** Equation 3 of Joe and Kuo, on numbers that are already shifted to the top. */
    private static int recurrence(int[] v, int k, int s, int a) {
        int next = v[k - s] ^ (v[k - s] >>> s);
        for (int i = 1; i < s; i++) {
            if (((a >>> (s - 1 - i)) & 1) == 1) {
                next ^= v[k - i];
            }
        }
        return next;
    }

    /** Multiplies each direction number by a random lower triangular bit matrix with ones on the diagonal. */
    private static int[] scramble(int[] v, RandomGenerator random) {
        int[] rows = new int[BITS];
        for (int place = 0; place < BITS; place++) {
            int diagonal = 1 << (BITS - 1 - place);
            // all places before this one: the bits above the diagonal's
            rows[place] = diagonal | (random.nextInt() & -(diagonal << 1));
        }
        int[] scrambled = new int[BITS];
        for (int k = 0; k < BITS; k++) {
            for (int place = 0; place < BITS; place++) {
                int parity = Integer.bitCount(rows[place] & v[k]) & 1;
                scrambled[k] |= parity << (BITS - 1 - place);
            }
        }
        return scrambled;
    }
}
