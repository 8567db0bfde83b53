package dev.cupel.merger.numeric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A short Fourier transform, in place: what a pass of a long one consists of. */
sealed interface Butterfly {

    /** Its length. */
    int radix();

    /** Transforms {@code x}, shape (radix) complex. */
    void transform(double[] x);

    /** Those that make up a transform of length n, the largest first. */
    static Butterfly[] of(int n, int smallPrime) {
        List<Butterfly> passes = new ArrayList<>();
        int left = n;
        while (left % 4 == 0) {
            passes.add(new Four());
            left /= 4;
        }
        for (int p = 2; p <= left; p++) {
            if ((long) p * p > left) {
                p = left; // a prime is left
            }
            for (; left % p == 0; left /= p) {
                passes.addFirst(prime(p, smallPrime));
            }
        }
        return passes.toArray(new Butterfly[0]);
    }

    private static Butterfly prime(int p, int smallPrime) {
        return p == 2 ? new Two() : p <= smallPrime ? new Small(p) : new Chirp(p);
    }

    /** Length 2. */
    record Two() implements Butterfly {

        @Override
        public int radix() {
            return 2;
        }

        @Override
        public void transform(double[] x) {
            double re = x[2];
            double im = x[3];
            x[2] = x[0] - re;
            x[3] = x[1] - im;
            x[0] += re;
            x[1] += im;
        }
    }

    /** Length 4, without multiplications. */
    record Four() implements Butterfly {

        @Override
        public int radix() {
            return 4;
        }

        @Override
        public void transform(double[] x) {
            double evenSumRe = x[0] + x[4];
            double evenSumIm = x[1] + x[5];
            double evenDifferenceRe = x[0] - x[4];
            double evenDifferenceIm = x[1] - x[5];
            double oddSumRe = x[2] + x[6];
            double oddSumIm = x[3] + x[7];
            double oddDifferenceRe = x[2] - x[6];
            double oddDifferenceIm = x[3] - x[7];
            x[0] = evenSumRe + oddSumRe;
            x[1] = evenSumIm + oddSumIm;
            x[2] = evenDifferenceRe + oddDifferenceIm;
            x[3] = evenDifferenceIm - oddDifferenceRe;
            x[4] = evenSumRe - oddSumRe;
            x[5] = evenSumIm - oddSumIm;
            x[6] = evenDifferenceRe - oddDifferenceIm;
            x[7] = evenDifferenceIm + oddDifferenceRe;
        }
    }

    /** A small odd prime length, by its definition: pairs {@code x_j +- x_(p-j)} share their products. */
    final class Small implements Butterfly {
        private final int p;
        private final double[] roots;
        private final double[] pairs;

        Small(int p) {
            this.p = p;
            this.roots = new double[2 * p];
            this.pairs = new double[2 * p];
            Roots exact = new Roots(p);
            for (int k = 0; k < p; k++) {
                exact.put(k, roots, k);
            }
        }

        @Override
        public int radix() {
            return p;
        }

        @Override
        public void transform(double[] x) {
            int half = p / 2;
            double sumRe = x[0];
            double sumIm = x[1];
            for (int j = 1; j <= half; j++) {
                int mirror = p - j;
                pairs[4 * j - 4] = x[2 * j] + x[2 * mirror];
                pairs[4 * j - 3] = x[2 * j + 1] + x[2 * mirror + 1];
                pairs[4 * j - 2] = x[2 * j] - x[2 * mirror];
                pairs[4 * j - 1] = x[2 * j + 1] - x[2 * mirror + 1];
                sumRe += pairs[4 * j - 4];
                sumIm += pairs[4 * j - 3];
            }
            for (int k = 1; k <= half; k++) {
                combine(x, k);
            }
            x[0] = sumRe;
            x[1] = sumIm;
        }

        private void combine(double[] x, int k) {
            double evenRe = x[0];
            double evenIm = x[1];
            double oddRe = 0;
            double oddIm = 0;
            int root = 0;
            for (int j = 0; j < p / 2; j++) {
                root += k;
                root = root >= p ? root - p : root;
                evenRe += roots[2 * root] * pairs[4 * j];
                evenIm += roots[2 * root] * pairs[4 * j + 1];
                oddRe -= roots[2 * root + 1] * pairs[4 * j + 3];
                oddIm += roots[2 * root + 1] * pairs[4 * j + 2];
            }
            x[2 * k] = evenRe + oddRe;
            x[2 * k + 1] = evenIm + oddIm;
            x[2 * (p - k)] = evenRe - oddRe;
            x[2 * (p - k) + 1] = evenIm - oddIm;
        }
    }

    /**
     * A large prime length as a convolution (Bluestein): with {@code c_j = exp(-pi i j^2 / p)},
     * {@code X_k = c_k sum_j (x_j c_j) conj(c_(k-j))}.
     */
    final class Chirp implements Butterfly {
        private final int p;
        private final Fourier convolution;
        private final double[] chirp;
        private final double[] kernel;
        private final double[] values;
        private final double[] work;

        Chirp(int p) {
            this.p = p;
            int size = Integer.highestOneBit(2 * p - 1) * 2;
            this.convolution = new Fourier(size);
            this.chirp = new double[2 * p];
            Roots exact = new Roots(2 * p);
            for (int j = 0; j < p; j++) {
                exact.put((long) j * j, chirp, j);
            }
            this.values = new double[2 * size];
            this.work = new double[2 * size];
            this.kernel = kernel(size);
        }

        private double[] kernel(int size) {
            double[] conjugates = new double[2 * size];
            for (int j = 0; j < p; j++) {
                int mirror = (size - j) % size;
                conjugates[2 * j] = chirp[2 * j];
                conjugates[2 * mirror] = chirp[2 * j];
                conjugates[2 * j + 1] = -chirp[2 * j + 1];
                conjugates[2 * mirror + 1] = -chirp[2 * j + 1];
            }
            return convolution.transform(conjugates, new double[2 * size]);
        }

        @Override
        public int radix() {
            return p;
        }

        @Override
        public void transform(double[] x) {
            Arrays.fill(values, 0);
            multiply(x, chirp, values, p);
            double[] spectrum = convolution.transform(values, work);
            multiply(spectrum, kernel, spectrum, convolution.length());
            double[] sums = convolution.inverse(spectrum, spectrum == values ? work : values);
            multiply(sums, chirp, x, p);
        }

        private static void multiply(double[] a, double[] b, double[] product, int count) {
            for (int i = 0; i < 2 * count; i += 2) {
                double re = a[i] * b[i] - a[i + 1] * b[i + 1];
                product[i + 1] = a[i] * b[i + 1] + a[i + 1] * b[i];
                product[i] = re;
            }
        }
    }
}
