package dev.cupel.merger.linear;

/** Operations on runs of numbers within arrays. */
final class Vectors {

    private Vectors() {}

    /** The sum of x[i] * y[i], in eight interleaved partial sums (a single one would wait for each addition). */
    static double dot(double[] x, int fromX, double[] y, int fromY, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = 0;
        for (; i <= length - 8; i += 8) {
            int p = fromX + i;
            int q = fromY + i;
            s0 += x[p] * y[q];
            s1 += x[p + 1] * y[q + 1];
            s2 += x[p + 2] * y[q + 2];
            s3 += x[p + 3] * y[q + 3];
            s4 += x[p + 4] * y[q + 4];
            s5 += x[p + 5] * y[q + 5];
            s6 += x[p + 6] * y[q + 6];
            s7 += x[p + 7] * y[q + 7];
        }
        for (; i < length; i++) {
            s0 += x[fromX + i] * y[fromY + i];
        }
        return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7));
    }

    /** y += factor * x. */
    static void add(double factor, double[] x, int fromX, double[] y, int fromY, int length) {
        for (int i = 0; i < length; i++) {
            y[fromY + i] += factor * x[fromX + i];
        }
    }

    /** y += a * x0 + b * x1 + c * x2 + d * x3, one after the other, where x0 to x3 lie behind one another. */
    static void addFour(double a, double b, double c, double d, double[] x, int fromX, double[] y, int fromY,
            int length) {
        int x1 = fromX + length;
        int x2 = x1 + length;
        int x3 = x2 + length;
        for (int i = 0; i < length; i++) {
            y[fromY + i] = y[fromY + i] + a * x[fromX + i] + b * x[x1 + i] + c * x[x2 + i] + d * x[x3 + i];
        }
    }

    /** x := cosine * x - sine * y, y := sine * x + cosine * y. */
    static void rotate(double cosine, double sine, double[] values, int x, int y, int length) {
        for (int i = 0; i < length; i++) {
            double a = values[x + i];
            double b = values[y + i];
            values[x + i] = cosine * a - sine * b;
            values[y + i] = sine * a + cosine * b;
        }
    }

    /** x *= factor. */
    static void scale(double factor, double[] x, int from, int length) {
        for (int i = 0; i < length; i++) {
            x[from + i] *= factor;
        }
    }
}
