package dev.cupel.merger.numeric;

/** The n-th roots of unity, {@code exp(-2 pi i k / n)}: as products of two tables of about sqrt(n) each. */
final class Roots {

    private final int n;
    private final int shift;
    private final double[] coarse;
    private final double[] fine;

    Roots(int n) {
        this.n = n;
        this.shift = (Integer.SIZE - Integer.numberOfLeadingZeros(n)) / 2;
        this.fine = table(1 << shift, 1);
        this.coarse = table((n >> shift) + 1, 1 << shift);
    }

    private double[] table(int count, int step) {
        double[] table = new double[2 * count];
        for (int i = 0; i < count; i++) {
            double angle = -2 * Math.PI * ((double) i * step / n);
            table[2 * i] = StrictMath.cos(angle); // the same bits on every processor
            table[2 * i + 1] = StrictMath.sin(angle);
        }
        return table;
    }

    /** Puts the k-th root at a place of an array of complex numbers. */
    void put(long k, double[] target, int place) {
        int index = (int) (k % n);
        int high = 2 * (index >> shift);
        int low = 2 * (index & (1 << shift) - 1);
        target[2 * place] = coarse[high] * fine[low] - coarse[high + 1] * fine[low + 1];
        target[2 * place + 1] = coarse[high] * fine[low + 1] + coarse[high + 1] * fine[low];
    }
}
