package dev.cupel.optimizer.space;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of a box in which linear constraints hold.
 *
 * <pre>
 * x        point, shape (D)
 * a_i      factors of constraint i, shape (D)
 * p_i      what constraint i moved x by in the last round; p_0 is the box's
 * </pre>
 */
final class Polytope {
    private static final int ROUNDS = 5000;
    private static final double STILL = 1e-13;
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

        /** Moves x to the nearest point where this holds. */
        void project(double[] x) {
            double sum = sum(x);
            double excess = sum - Math.clamp(sum, low, high);
            double squares = 0;
            for (double factor : a) {
                squares += factor * factor;
            }
            for (int j = 0; excess != 0 && j < x.length; j++) {
                x[j] -= a[j] * excess / squares;
            }
        }
    }

    Polytope(List<Row> rows) {
        this.rows = new ArrayList<>(rows);
    }

    boolean contains(double[] x) {
        return rows.stream().allMatch(row -> row.holds(x));
    }

    /**
     * The nearest point of the polytope and a box: R. Dykstra's alternating projections (J. P. Boyle and R. L. Dykstra, 1986).
     *
     * @param low the box's lower corner, shape (D)
     * @param high the box's upper corner, shape (D)
     */
    double[] nearest(double[] x, double[] low, double[] high) {
        double[] at = x.clone();
        double[][] corrections = new double[rows.size() + 1][x.length];
        for (int round = 0; round < ROUNDS; round++) {
            double moved = 0;
            for (int i = 0; i < corrections.length; i++) {
                moved = Math.max(moved, step(at, corrections[i], i, low, high));
            }
            if (moved < STILL) {
                break;
            }
        }
        // the box last: a constraint may be missed by rounding, a bound may not
        clamp(at, low, high);
        return at;
    }

    private double step(double[] at, double[] correction, int i, double[] low, double[] high) {
        double[] before = at.clone();
        for (int j = 0; j < at.length; j++) {
            at[j] += correction[j];
        }
        double[] shifted = at.clone();
        if (i == 0) {
            clamp(at, low, high);
        } else {
            rows.get(i - 1).project(at);
        }
        double moved = 0;
        for (int j = 0; j < at.length; j++) {
            moved = Math.max(moved, Math.abs(at[j] - before[j]));
            correction[j] = shifted[j] - at[j];
        }
        return moved;
    }

    private static void clamp(double[] x, double[] low, double[] high) {
        for (int j = 0; j < x.length; j++) {
            x[j] = Math.clamp(x[j], low[j], high[j]);
        }
    }
}
