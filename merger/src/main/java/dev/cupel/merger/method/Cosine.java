package dev.cupel.merger.method;

/** The cosine of the angle between two vectors, summed in float64. */
final class Cosine {

    /** The least length that counts, as in torch's cosine_similarity: shorter vectors have smaller cosines. */
    private static final double LEAST = 1e-8;

    private Cosine() {}

    /**
     * Of parts of two arrays: {@code length} values from index {@code from} on, {@code stride} apart.
     *
     * @return -1 to 1; 0 if one is 0
     */
    static double of(float[] x, float[] y, int from, int length, int stride) {
        double dot = 0;
        double squareX = 0;
        double squareY = 0;
        for (int i = 0, at = from; i < length; i++, at += stride) {
            dot += (double) x[at] * y[at];
            squareX += (double) x[at] * x[at];
            squareY += (double) y[at] * y[at];
        }
        return of(dot, squareX, squareY);
    }

    /** Of the dot product and the squares of the lengths. */
    static double of(double dot, double squareX, double squareY) {
        double lengths = Math.max(Math.sqrt(squareX), LEAST) * Math.max(Math.sqrt(squareY), LEAST);
        return Math.clamp(dot / lengths, -1, 1);
    }
}
