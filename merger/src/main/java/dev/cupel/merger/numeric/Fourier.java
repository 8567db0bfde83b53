package dev.cupel.merger.numeric;

/**
 * The discrete Fourier transform of any length, in float64: mixed radix, self-sorting (Stockham); large prime factors by
 * Bluestein's chirp.
 *
 * <table>
 * <caption>Notation</caption>
 * <tr><td>n</td><td>length of the transform</td></tr>
 * <tr><td>x, X</td><td>complex sequences, (2n): real and imaginary parts in turn; {@code X_k = sum_j x_j exp(-2 pi i j k / n)}</td></tr>
 * <tr><td>p, m, s</td><td>of one pass: its radix, the length that is left after it, the number of interleaved transforms;
 *     {@code p m s = n}</td></tr>
 * </table>
 *
 * <p>See C. Van Loan, Computational Frameworks for the Fast Fourier Transform (1992), sections 1.7 and 4.2. The error grows
 * with the logarithm of n: about 1e-15 of the largest value.
 */
public final class Fourier {

    private static final int SMALL_PRIME = 31;

    private final int n;
    private final Roots roots;
    private final Butterfly[] passes;

    /**
     * Prepares transforms.
     *
     * @param n their length, from 1
     */
    public Fourier(int n) {
        this.n = n;
        this.roots = new Roots(n);
        this.passes = Butterfly.of(n, SMALL_PRIME);
    }

    /** The length. */
    public int length() {
        return n;
    }

    /**
     * Transforms a sequence.
     *
     * @param x shape (n) complex; used as working space
     * @param work shape (n) complex; its values do not matter
     * @return X: one of the two arrays
     */
    public double[] transform(double[] x, double[] work) {
        double[] from = x;
        double[] to = work;
        int stride = 1;
        for (Butterfly butterfly : passes) {
            pass(butterfly, stride, from, to);
            stride *= butterfly.radix();
            double[] swapped = from;
            from = to;
            to = swapped;
        }
        return from;
    }

    /** Transforms back: {@link #transform} of the result gives X again. Arguments as there. */
    public double[] inverse(double[] x, double[] work) {
        conjugate(x, 1);
        double[] result = transform(x, work);
        conjugate(result, 1.0 / n);
        return result;
    }

    private void conjugate(double[] x, double factor) {
        for (int i = 0; i < 2 * n; i += 2) {
            x[i] *= factor;
            x[i + 1] *= -factor;
        }
    }

    /** {@code to[q + s (p k + r)] = w^(k r s) sum_j from[q + s (k + j m)] exp(-2 pi i j r / p)}, w = exp(-2 pi i / n). */
    private void pass(Butterfly butterfly, int s, double[] from, double[] to) {
        int p = butterfly.radix();
        int m = n / s / p;
        double[] values = new double[2 * p];
        double[] twiddles = new double[2 * p];
        for (int k = 0; k < m; k++) {
            for (int r = 0; r < p; r++) {
                roots.put((long) k * r * s, twiddles, r);
            }
            for (int q = 0; q < s; q++) {
                for (int j = 0; j < p; j++) {
                    int at = 2 * (q + s * (k + j * m));
                    values[2 * j] = from[at];
                    values[2 * j + 1] = from[at + 1];
                }
                butterfly.transform(values);
                for (int r = 0; r < p; r++) {
                    int at = 2 * (q + s * (p * k + r));
                    double re = values[2 * r];
                    double im = values[2 * r + 1];
                    to[at] = re * twiddles[2 * r] - im * twiddles[2 * r + 1];
                    to[at + 1] = re * twiddles[2 * r + 1] + im * twiddles[2 * r];
                }
            }
        }
    }
}
