package dev.cupel.merger.numeric;

import java.util.List;

/**
 * What some vectors span: lengths and angles of weighted sums of them, from one pass over their values.
 *
 * <table>
 * <caption>Notation</caption>
 * <tr><td>v_i</td><td>the vectors, each of n float32 values, i from 0 to m - 1</td></tr>
 * <tr><td>G</td><td>their inner products, shape (m, m): {@code G_ij = sum_k v_i[k] v_j[k]}, in float64</td></tr>
 * <tr><td>w</td><td>weights, shape (m): they stand for {@code sum_i w_i v_i}</td></tr>
 * </table>
 *
 * <p>Sums are made in one order, so that the same values give the same bits.
 */
public final class Span {

    private final List<float[]> vectors;
    private final int length;
    private final double[][] products;

    /**
     * Measures vectors.
     *
     * @param vectors m arrays; they must not change as long as this is used
     * @param length n: values from index 0 on
     */
    public Span(List<float[]> vectors, int length) {
        this.vectors = List.copyOf(vectors);
        this.length = length;
        int m = vectors.size();
        products = new double[m][m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                products[i][j] = dot(vectors.get(i), vectors.get(j), 0, length);
                products[j][i] = products[i][j];
            }
        }
    }

    /** The inner product of two stretches at the same place: float64, in four interleaved partial sums. */
    public static double dot(float[] x, float[] y, int from, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int end = from + length;
        int i = from;
        for (; i <= end - 4; i += 4) {
            s0 += (double) x[i] * y[i];
            s1 += (double) x[i + 1] * y[i + 1];
            s2 += (double) x[i + 2] * y[i + 2];
            s3 += (double) x[i + 3] * y[i + 3];
        }
        for (; i < end; i++) {
            s0 += (double) x[i] * y[i];
        }
        return (s0 + s2) + (s1 + s3);
    }

    /** How many vectors there are. */
    public int size() {
        return products.length;
    }

    /** The inner product of two vectors. */
    public double dot(int i, int j) {
        return products[i][j];
    }

    /** The length of a vector. */
    public double norm(int i) {
        return Math.sqrt(products[i][i]);
    }

    /** The cosine between two vectors, from -1 to 1; 0 if one of them is 0. */
    public double cosine(int i, int j) {
        double both = norm(i) * norm(j);
        return both == 0 ? 0 : Math.clamp(products[i][j] / both, -1, 1);
    }

    /** The inner product of a vector and a weighted sum. */
    public double dot(int i, double[] weights) {
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
            sum += weights[j] * products[i][j];
        }
        return sum;
    }

    /** The length of a weighted sum. */
    public double norm(double[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * dot(i, weights);
        }
        return Math.sqrt(Math.max(sum, 0)); // rounding can make the square of about 0 negative
    }

    /** The distance of a vector from a weighted sum. */
    public double distance(int i, double[] weights) {
        double[] difference = weights.clone();
        difference[i] -= 1;
        return norm(difference);
    }

    /**
     * A weighted sum of the vectors; it takes the place of the first, after which this must not be used any more.
     *
     * @return the first vector's array
     */
    public float[] replaceBySum(double[] weights) {
        float[] result = vectors.getFirst();
        for (int k = 0; k < length; k++) {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * vectors.get(i)[k];
            }
            result[k] = (float) sum;
        }
        return result;
    }
}
