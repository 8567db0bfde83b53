package dev.cupel.merger.numeric;

import java.util.function.IntToDoubleFunction;

/**
 * Weighs the frequencies of a real sequence: {@code x := irfft(f * rfft(x))}, for real weights f.
 *
 * <p>An even length n is transformed as n/2 complex numbers {@code z_j = x_2j + i x_(2j+1)}. With
 * {@code E_k = (Z_k + conj Z_(h-k)) / 2}, {@code O_k = (Z_k - conj Z_(h-k)) / 2i}, h = n/2 and w = exp(-2 pi i / n), the spectrum
 * is {@code X_k = E_k + w^k O_k}, and back.
 */
public final class RealFilter {

    private RealFilter() {}

    /**
     * Filters a sequence. Needs 8 bytes a value (24 for an odd length) while it runs.
     *
     * @param x shape (n), n from 1; replaced by the result
     * @param weight the weight f_k of the k-th frequency, k from 0 to n/2
     */
    public static void apply(double[] x, IntToDoubleFunction weight) {
        int n = x.length;
        if (n % 2 == 1) {
            applyOdd(x, weight);
            return;
        }
        Fourier fourier = new Fourier(n / 2);
        double[] work = new double[n];
        double[] spectrum = fourier.transform(x, work);
        weigh(spectrum, n, weight);
        double[] result = fourier.inverse(spectrum, spectrum == x ? work : x);
        if (result != x) {
            System.arraycopy(result, 0, x, 0, n);
        }
    }

    private static void applyOdd(double[] x, IntToDoubleFunction weight) {
        int n = x.length;
        double[] complex = new double[2 * n];
        double[] work = new double[2 * n];
        for (int i = 0; i < n; i++) {
            complex[2 * i] = x[i];
        }
        Fourier fourier = new Fourier(n);
        double[] spectrum = fourier.transform(complex, work);
        for (int k = 0; k < n; k++) {
            double f = weight.applyAsDouble(Math.min(k, n - k));
            spectrum[2 * k] *= f;
            spectrum[2 * k + 1] *= f;
        }
        double[] result = fourier.inverse(spectrum, spectrum == complex ? work : complex);
        for (int i = 0; i < n; i++) {
            x[i] = result[2 * i];
        }
    }

    /** Z of z, to Z of the filtered z: places k and h - k at a time, as they depend on one another. */
    private static void weigh(double[] z, int n, IntToDoubleFunction weight) {
        int h = n / 2;
        Roots roots = new Roots(n);
        double[] root = new double[2];
        for (int k = 0; k <= h - k; k++) {
            int at = 2 * k;
            int mirror = 2 * ((h - k) % h);
            roots.put(k, root, 0);
            double evenRe = (z[at] + z[mirror]) / 2;
            double evenIm = (z[at + 1] - z[mirror + 1]) / 2;
            double oddRe = (z[at + 1] + z[mirror + 1]) / 2;
            double oddIm = (z[mirror] - z[at]) / 2;
            double turnedRe = root[0] * oddRe - root[1] * oddIm; // w^k O_k
            double turnedIm = root[0] * oddIm + root[1] * oddRe;
            double here = weight.applyAsDouble(k);
            double there = weight.applyAsDouble(h - k);
            // X_k = E + T and conj X_(h-k) = E - T: their weighted halves' sum and difference are the new E and T
            double sum = (here + there) / 2;
            double difference = (here - there) / 2;
            double newEvenRe = sum * evenRe + difference * turnedRe;
            double newEvenIm = sum * evenIm + difference * turnedIm;
            double newTurnedRe = difference * evenRe + sum * turnedRe;
            double newTurnedIm = difference * evenIm + sum * turnedIm;
            double newOddRe = root[0] * newTurnedRe + root[1] * newTurnedIm;
            double newOddIm = root[0] * newTurnedIm - root[1] * newTurnedRe;
            z[mirror] = newEvenRe + newOddIm; // conj E + i conj O
            z[mirror + 1] = newOddRe - newEvenIm;
            z[at] = newEvenRe - newOddIm; // E + i O
            z[at + 1] = newEvenIm + newOddRe;
        }
    }
}
