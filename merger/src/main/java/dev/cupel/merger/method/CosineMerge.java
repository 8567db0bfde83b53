package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Order;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code k A + (1 - k) B}, with more of A in columns (along the first dimension) where A and B are alike. As SuperMerger's cosineA
 * and cosineB.
 *
 * <p>For each column s is the cosine of A's and B's, g that of the whole tensors, and {@code c = (s + g) / 2}. With low and high,
 * found in all tensors, {@code k = clamp((c - low) / (high - low) - alpha, 0, 1)}. cosine_a takes columns scaled to length 1 for g,
 * |alpha|, and low and high from s; cosine_b takes g of the tensors as they are, alpha, and low and high from c. Low and high are
 * the least and greatest of what is left when the lowest and then the highest hundredth is cut off.
 *
 * <p>So alpha 0 is not A, and alpha 1 is B but for the columns that are more alike than high. The autoencoder stays A's. Cosines
 * of vectors that are 0 are 0, where SuperMerger makes the tensor NaN. Where low and high agree, c counts as high.
 *
 * @param normalised whether it is cosine_a
 * @param limits low and high; null before they are found
 */
public record CosineMerge(boolean normalised, @Nullable Limits limits) implements Surveyed {

    private static final double CUT = 0.01;

    /**
     * The cosines that count as 0 and 1.
     *
     * @param low the lower
     * @param high the higher
     */
    public record Limits(float low, float high) {

        /** Of all findings. */
        static Limits of(float[] findings) {
            float[] sorted = Order.sorted(findings, findings.length);
            if (sorted.length == 0) {
                return new Limits(0, 0);
            }
            int from = 0;
            double least = percentile(sorted, 0, CUT);
            while (sorted[from] < least) {
                from++;
            }
            int to = sorted.length - 1;
            double most = percentile(sorted, from, 1 - CUT);
            while (sorted[to] > most) {
                to--;
            }
            return new Limits(sorted[from], sorted[to]);
        }

        /** Of the values from an index on, halfway between the two that are nearest: numpy's percentile by midpoint. */
        private static double percentile(float[] sorted, int from, double part) {
            double place = from + part * (sorted.length - 1 - from);
            return ((double) sorted[(int) Math.floor(place)] + sorted[(int) Math.ceil(place)]) / 2;
        }

        /** Where a cosine lies between low, 0, and high, 1. */
        private double place(double cosine) {
            return high > low ? (cosine - low) / ((double) high - low) : 1;
        }
    }

    @Override
    public String name() {
        return normalised ? "cosine_a" : "cosine_b";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public boolean looksAt(String name) {
        return !name.startsWith("first_stage_model.");
    }

    @Override
    public float[] findings(Values values) {
        return Columns.of(values).cosines(normalised, !normalised);
    }

    @Override
    public Formula informed(float[] findings) {
        return new CosineMerge(normalised, Limits.of(findings));
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        float[] a = values.a();
        if (!looksAt(values.name())) {
            return a;
        }
        Limits found = limits == null ? Limits.of(findings(values)) : limits;
        float[] shares = Columns.of(values).cosines(normalised, true);
        double alpha = normalised ? Math.abs(coefficient.alpha()) : coefficient.alpha();
        for (int j = 0; j < shares.length; j++) {
            shares[j] = (float) Math.clamp(found.place(shares[j]) - alpha, 0, 1);
        }
        float[] b = values.b();
        for (int from = 0; from < values.length(); from += shares.length) {
            for (int j = 0; j < shares.length; j++) {
                float k = shares[j];
                float difference = a[from + j] - b[from + j];
                a[from + j] = k < 0.5f ? b[from + j] + k * difference : a[from + j] - (1 - k) * difference;
            }
        }
        return a;
    }

    /**
     * Sums over the columns of a tensor of A and of B: all values that differ in the first index alone.
     *
     * @param dots the dot product of A's and B's column
     * @param squaresA the square of the length of A's
     * @param squaresB the square of the length of B's
     */
    private record Columns(double[] dots, double[] squaresA, double[] squaresB) {

        static Columns of(Values values) {
            long[] shape = values.shape();
            int count = shape.length == 0 ? 1 : values.length() / (int) shape[0];
            Columns columns = new Columns(new double[count], new double[count], new double[count]);
            float[] a = values.a();
            float[] b = values.b();
            for (int from = 0; from < values.length(); from += count) {
                for (int j = 0; j < count; j++) {
                    double x = a[from + j];
                    double y = b[from + j];
                    columns.dots[j] += x * y;
                    columns.squaresA[j] += x * x;
                    columns.squaresB[j] += y * y;
                }
            }
            return columns;
        }

        /** The cosine of each column, or its mean with that of the whole. */
        float[] cosines(boolean normalised, boolean withWhole) {
            double whole = normalised ? normalisedWhole() : Cosine.of(sum(dots), sum(squaresA), sum(squaresB));
            float[] cosines = new float[dots.length];
            for (int j = 0; j < dots.length; j++) {
                double own = Cosine.of(dots[j], squaresA[j], squaresB[j]);
                cosines[j] = (float) (withWhole ? (own + whole) / 2 : own);
            }
            return cosines;
        }

        /** The cosine of the whole tensors, their columns scaled to length 1. */
        private double normalisedWhole() {
            double dot = 0;
            double squareA = 0;
            double squareB = 0;
            for (int j = 0; j < dots.length; j++) {
                dot += Cosine.of(dots[j], squaresA[j], squaresB[j]);
                squareA += squaresA[j] > 0 ? 1 : 0;
                squareB += squaresB[j] > 0 ? 1 : 0;
            }
            return Cosine.of(dot, squareA, squareB);
        }

        private static double sum(double[] terms) {
            double sum = 0;
            for (double term : terms) {
                sum += term;
            }
            return sum;
        }
    }
}
