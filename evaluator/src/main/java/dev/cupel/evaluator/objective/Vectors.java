package dev.cupel.evaluator.objective;

/** Sums over embeddings; float values, double sums. */
final class Vectors {

    private Vectors() {}

    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    static double length(float[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** The vector of length 1 in this direction. */
    static float[] unit(float[] a) {
        double length = length(a);
        float[] unit = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            unit[i] = (float) (a[i] / length);
        }
        return unit;
    }

    static float[] difference(float[] a, float[] b) {
        float[] difference = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }
}
