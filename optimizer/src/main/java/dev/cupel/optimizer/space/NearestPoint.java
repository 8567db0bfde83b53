package dev.cupel.optimizer.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The nearest point of a box where half-spaces overlap.
 *
 * <pre>
 * n_i, b_i   half-space i: n_i·x ≥ b_i, |n_i| = 1; shape (D). After the given ones those of the box: low and high of each axis in turn
 * A          active half-spaces, on whose borders x lies; their normals are independent
 * Q, R       orthonormal directions and factor of the active normals: N = QR
 * u_i        how strongly half-space i pushes x, 0 or more
 * z          n_i less its part in the span of the active normals
 * r          R⁻¹Qᵀn_i: by how much the active ones must push less when i pushes more
 * </pre>
 *
 * <p>The dual active-set method of D. Goldfarb and A. Idnani ("A numerically stable dual method for solving strictly convex quadratic
 * programs", Mathematical Programming 27, 1983) for distances: the half-space that is violated the most pushes x along z until it holds,
 * or until an active one is no longer needed. It ends after finitely many steps, however alike the half-spaces are, and finds out
 * if they do not overlap.
 */
final class NearestPoint {
    /** A violation of less is rounding. */
    private static final double VIOLATED = 1e-12;
    /** A z that is shorter is rounding: n_i lies in the span of the others. */
    private static final double DEPENDENT = 1e-11;
    /** So many times as many steps as there are half-spaces are a circle of roundings. */
    private static final int CIRCLE = 50;

    private final double[] low;
    private final double[] high;
    private final List<double[]> normals = new ArrayList<>();
    private final List<Double> bounds = new ArrayList<>();
    private final List<Integer> active = new ArrayList<>();
    private final List<Double> pushes = new ArrayList<>();
    private final List<double[]> directions = new ArrayList<>();
    private final List<double[]> factor = new ArrayList<>();

    /**
     * Of a box, as long as no half-space is added.
     *
     * @param low lower corner, shape (D)
     * @param high upper corner, shape (D)
     */
    NearestPoint(double[] low, double[] high) {
        this.low = low;
        this.high = high;
    }

    /** Adds a half-space a·x ≥ bound; a is not 0. */
    void add(double[] a, double bound) {
        double size = Math.sqrt(dot(a, a));
        normals.add(Arrays.stream(a).map(v -> v / size).toArray());
        bounds.add(bound / size);
    }

    /** The nearest point of x; empty if there is none. */
    Optional<double[]> of(double[] x) {
        double[] at = x.clone();
        for (int step = 0; step < CIRCLE * count(); step++) {
            int worst = worst(at);
            if (worst < 0) {
                return Optional.of(at);
            }
            if (!pushed(at, worst)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private int worst(double[] at) {
        int worst = -1;
        double most = VIOLATED;
        for (int i = 0; i < count(); i++) {
            double violation = violation(i, at);
            if (violation > most && !active.contains(i)) {
                most = violation;
                worst = i;
            }
        }
        return worst;
    }

    private int count() {
        return normals.size() + 2 * low.length;
    }

    private double violation(int i, double[] at) {
        if (i < normals.size()) {
            return bounds.get(i) - dot(normals.get(i), at);
        }
        int j = (i - normals.size()) / 2;
        return isLow(i) ? low[j] - at[j] : at[j] - high[j];
    }

    private boolean isLow(int i) {
        return (i - normals.size()) % 2 == 0;
    }

    private double[] normal(int i) {
        if (i < normals.size()) {
            return normals.get(i);
        }
        double[] normal = new double[low.length];
        normal[(i - normals.size()) / 2] = isLow(i) ? 1 : -1;
        return normal;
    }

    /** Moves x until a half-space holds; false if that cannot be while the active ones do. */
    private boolean pushed(double[] at, int i) {
        double push = 0;
        while (true) {
            double[] parts = new double[active.size()];
            double[] z = rest(normal(i), parts);
            double[] r = solved(parts);
            double length = dot(z, z);
            double whole = length > DEPENDENT * DEPENDENT ? violation(i, at) / length : Double.POSITIVE_INFINITY;
            int needless = needless(r);
            double part = needless < 0 ? Double.POSITIVE_INFINITY : pushes.get(needless) / r[needless];
            double t = Math.min(whole, part);
            if (Double.isInfinite(t)) {
                return false;
            }
            for (int j = 0; Double.isFinite(whole) && j < at.length; j++) {
                at[j] += t * z[j];
            }
            for (int k = 0; k < r.length; k++) {
                pushes.set(k, pushes.get(k) - t * r[k]);
            }
            push += t;
            if (whole <= part) {
                activate(i, push, z, parts);
                return true;
            }
            drop(needless);
        }
    }

    /** The active half-space that stops pushing first; -1 if none does. */
    private int needless(double[] r) {
        int first = -1;
        for (int k = 0; k < r.length; k++) {
            if (r[k] > 0 && (first < 0 || pushes.get(k) / r[k] < pushes.get(first) / r[first])) {
                first = k;
            }
        }
        return first;
    }

    /** What is left of a vector beside the directions; its parts along them are added up in the second. Twice, as once loses digits. */
    private double[] rest(double[] vector, double[] parts) {
        double[] rest = vector.clone();
        for (int turn = 0; turn < 2; turn++) {
            for (int k = 0; k < parts.length; k++) {
                double part = dot(directions.get(k), rest);
                parts[k] += part;
                for (int j = 0; j < rest.length; j++) {
                    rest[j] -= part * directions.get(k)[j];
                }
            }
        }
        return rest;
    }

    /** R⁻¹ of a vector. */
    private double[] solved(double[] parts) {
        double[] r = parts.clone();
        for (int k = r.length - 1; k >= 0; k--) {
            r[k] /= factor.get(k)[k];
            for (int above = 0; above < k; above++) {
                r[above] -= factor.get(k)[above] * r[k];
            }
        }
        return r;
    }

    private void activate(int i, double push, double[] z, double[] parts) {
        double length = Math.sqrt(dot(z, z));
        double[] column = Arrays.copyOf(parts, parts.length + 1);
        column[parts.length] = length;
        active.add(i);
        pushes.add(push);
        directions.add(Arrays.stream(z).map(v -> v / length).toArray());
        factor.add(column);
    }

    private void drop(int place) {
        List<Integer> later = List.copyOf(active.subList(place + 1, active.size()));
        List<Double> theirs = List.copyOf(pushes.subList(place + 1, pushes.size()));
        for (List<?> all : List.of(active, pushes, directions, factor)) {
            all.subList(place, all.size()).clear();
        }
        for (int k = 0; k < later.size(); k++) {
            double[] parts = new double[active.size()];
            double[] z = rest(normal(later.get(k)), parts);
            activate(later.get(k), theirs.get(k), z, parts);
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
