package dev.cupel.optimizer.space;

import dev.cupel.optimizer.descent.Box;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The part of a box in which linear constraints hold.
 *
 * <pre>
 * x        point, shape (D)
 * a_i      factors of constraint i, shape (D)
 * </pre>
 */
final class Polytope {
    /** Sums are compared with this tolerance, relative to the sum of the factors' sizes. */
    private static final double TOLERANCE = 1e-9;

    private final List<Row> rows;

    /**
     * One constraint: low ≤ a·x ≤ high.
     *
     * @param a shape (D)
     */
    record Row(double[] a, double low, double high) {

        double sum(double[] x) {
            double sum = 0;
            for (int j = 0; j < x.length; j++) {
                sum += a[j] * x[j];
            }
            return sum;
        }

        boolean holds(double[] x) {
            double size = 0;
            for (double factor : a) {
                size += Math.abs(factor);
            }
            double sum = sum(x);
            return sum >= low - TOLERANCE * size && sum <= high + TOLERANCE * size;
        }
    }

    Polytope(List<Row> rows) {
        this.rows = new ArrayList<>(rows);
    }

    boolean contains(double[] x) {
        return rows.stream().allMatch(row -> row.holds(x));
    }

    /**
     * The nearest point of the polytope and a box; empty if they do not overlap.
     *
     * @param low the box's lower corner, shape (D)
     * @param high the box's upper corner, shape (D)
     */
    Optional<double[]> nearest(double[] x, double[] low, double[] high) {
        NearestPoint nearest = new NearestPoint(low, high);
        for (Row row : rows) {
            if (Double.isFinite(row.low())) {
                nearest.add(row.a(), row.low());
            }
            if (Double.isFinite(row.high())) {
                nearest.add(Arrays.stream(row.a()).map(factor -> -factor).toArray(), -row.high());
            }
        }
        // a constraint may be missed by rounding, a bound may not
        return nearest.of(x).map(found -> new Box(low, high).clamp(found));
    }
}
