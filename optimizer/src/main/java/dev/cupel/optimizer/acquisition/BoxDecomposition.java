package dev.cupel.optimizer.acquisition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The region above a reference that no point of a front dominates, cut into boxes without overlap. Values are to be high.
 *
 * <pre>
 * M        number of objectives, at least 2
 * y        a point of the front, shape (M)
 * u        local upper bound: the corner of an orthant in which no point lies, where all values are to be low
 * z^j(u)   the point that gave u its coordinate j, or a dummy
 * </pre>
 *
 * <p>R. Lacour, K. Klamroth and C. Fonseca, "A box decomposition algorithm to compute the hypervolume indicator" (Computers and
 * Operations Research 79, 2017): the local upper bounds are found point by point, and each is the corner of one box of the dominated
 * region (equation 2). Twice: the bounds of the negated front are the corners of the orthants that make up the region
 * where nothing is dominated, and their dominated region, in turn, is that region. This takes some hundred boxes where a
 * grid takes thousands.
 *
 * @param low lower corners, each of shape (M)
 * @param high upper corners, each of shape (M); ∞ where a box has no end
 */
record BoxDecomposition(double[][] low, double[][] high) {

    /** A local upper bound and the points that define it. */
    private record Bound(double[] u, double[][] z) {}

    /**
     * Cuts the region.
     *
     * @param front points, of which those that are not above the reference in all objectives do not count
     * @param reference shape (M)
     */
    static BoxDecomposition of(List<double[]> front, double[] reference) {
        List<Bound> orthants = first(negated(reference));
        for (double[] y : front) {
            orthants = cut(orthants, negated(y));
        }
        double[] end = new double[reference.length];
        Arrays.fill(end, Double.POSITIVE_INFINITY);
        List<Bound> corners = first(end);
        for (Bound orthant : orthants) {
            corners = cut(corners, negated(orthant.u()));
        }
        return boxes(corners, end);
    }

    private static double[] negated(double[] values) {
        return Arrays.stream(values).map(v -> 0 - v).toArray();
    }

    /** Before any point: the bound is the reference, and the dummies lie on its axes. */
    private static List<Bound> first(double[] reference) {
        double[][] z = new double[reference.length][reference.length];
        for (int j = 0; j < reference.length; j++) {
            Arrays.fill(z[j], Double.NEGATIVE_INFINITY);
            z[j][j] = reference[j];
        }
        return List.of(new Bound(reference, z));
    }

    /** The bounds after one more point, which splits those that it is below. */
    private static List<Bound> cut(List<Bound> bounds, double[] point) {
        List<Bound> next = new ArrayList<>();
        for (Bound bound : bounds) {
            if (!below(point, bound.u())) {
                next.add(bound);
                continue;
            }
            for (int j = 0; j < point.length; j++) {
                if (point[j] >= largest(bound.z(), j)) {
                    double[] u = bound.u().clone();
                    double[][] z = bound.z().clone();
                    u[j] = point[j];
                    z[j] = point;
                    next.add(new Bound(u, z));
                }
            }
        }
        return next;
    }

    private static boolean below(double[] point, double[] u) {
        for (int j = 0; j < u.length; j++) {
            if (!(point[j] < u[j])) {
                return false;
            }
        }
        return true;
    }

    /** The largest coordinate j of the points that define the others. */
    private static double largest(double[][] z, int j) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < z.length; k++) {
            largest = k == j ? largest : Math.max(largest, z[k][j]);
        }
        return largest;
    }

    private static BoxDecomposition boxes(List<Bound> corners, double[] end) {
        List<double[]> low = new ArrayList<>();
        List<double[]> high = new ArrayList<>();
        for (Bound corner : corners) {
            double[] from = corner.u().clone();
            double[] to = corner.u().clone();
            to[0] = end[0];
            for (int j = 1; j < from.length; j++) {
                from[j] = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < j; k++) {
                    from[j] = Math.max(from[j], corner.z()[k][j]);
                }
            }
            if (below(from, to)) {
                low.add(from);
                high.add(to);
            }
        }
        return new BoxDecomposition(low.toArray(double[][]::new), high.toArray(double[][]::new));
    }
}
