package dev.cupel.optimizer.descent;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Limited-memory BFGS in a box.
 *
 * <pre>
 * x, g      point and gradient, shape (d)
 * F         free variables: those that may move downhill without leaving the box
 * s, y      last changes of x and g, at most {@value #MEMORY} pairs
 * p         direction, -H g on F, by the two-loop recursion; 0 elsewhere
 * t         step; the next point is clamp(x + t p)
 * </pre>
 *
 * <p>J. Nocedal and S. Wright, "Numerical Optimization" (2006), algorithm 7.4, restricted to the free variables as
 * in the projected Newton method of D. Bertsekas (SIAM J. Control Optim. 20, 1982). The step is shortened until it
 * descends enough (Armijo), or until it is shorter than {@value #SHORTEST} along each variable: there is nothing to be found then, as at
 * the wall of a singularity. Pairs without positive curvature are left out, so H stays positive.
 *
 * @param iterations most steps taken
 * @param gradientTolerance stop when no free derivative is larger than this
 * @param valueTolerance stop when a step gains less than this, relative to max(1, |value|)
 * @param firstStep longest step as long as the curvature is not known
 */
public record Descent(int iterations, double gradientTolerance, double valueTolerance, double firstStep) {
    private static final int MEMORY = 10;
    private static final int SHORTENINGS = 25;
    private static final double SHORTEST = 1e-10;
    private static final double SUFFICIENT = 1e-4;

    /**
     * Where a descent ended.
     *
     * @param x shape (d), inside the box
     * @param value of the function at x
     * @param iterations steps taken
     */
    public record Minimum(double[] x, double value, int iterations) {}

    private record Pair(double[] s, double[] y) {}

    /** Walks downhill from the start, which is first moved into the box. */
    public Minimum minimize(Differentiable function, double[] start, Box box) {
        double[] x = box.clamp(start);
        double[] gradient = new double[x.length];
        double value = function.at(x, gradient);
        List<Pair> pairs = new ArrayList<>();
        for (int iteration = 0; iteration < iterations; iteration++) {
            boolean[] free = free(x, gradient, box);
            if (!Double.isFinite(value) || largest(gradient, free) <= gradientTolerance) {
                return new Minimum(x, value, iteration);
            }
            double[] direction = direction(gradient, free, pairs);
            Trial next = step(function, x, value, gradient, direction,
                    pairs.isEmpty() ? firstStep : Double.POSITIVE_INFINITY, box);
            if (next == null && pairs.isEmpty()) {
                return new Minimum(x, value, iteration);
            }
            if (next == null) {
                // the curvature that was learned misleads here: begin again with the gradient
                pairs.clear();
                continue;
            }
            remember(pairs, minus(next.x, x), minus(next.gradient, gradient));
            double gain = value - next.value;
            x = next.x;
            gradient = next.gradient;
            value = next.value;
            if (gain <= valueTolerance * Math.max(1, Math.abs(value))) {
                return new Minimum(x, value, iteration + 1);
            }
        }
        return new Minimum(x, value, iterations);
    }

    private record Trial(double[] x, double value, double[] gradient) {}

    private static @Nullable Trial step(Differentiable function, double[] x, double value, double[] gradient,
            double[] direction, double longest, Box box) {
        double t = Math.min(1, longest / norm(direction));
        for (int attempt = 0; attempt < SHORTENINGS; attempt++) {
            double[] moved = new double[x.length];
            for (int j = 0; j < x.length; j++) {
                moved[j] = x[j] + t * direction[j];
            }
            moved = box.clamp(moved);
            double[] change = minus(moved, x);
            double slope = dot(gradient, change);
            if (!(slope < 0) || largest(change) < SHORTEST) {
                return null;
            }
            double[] movedGradient = new double[x.length];
            double movedValue = function.at(moved, movedGradient);
            if (movedValue <= value + SUFFICIENT * slope && allFinite(movedGradient)) {
                return new Trial(moved, movedValue, movedGradient);
            }
            // minimum of the parabola through the two values and the slope, kept between a tenth and a half
            double parabola = -0.5 * slope / (movedValue - value - slope);
            t *= parabola >= 0.1 ? Math.min(parabola, 0.5) : 0.1;
        }
        return null;
    }

    private static boolean[] free(double[] x, double[] gradient, Box box) {
        boolean[] free = new boolean[x.length];
        for (int j = 0; j < x.length; j++) {
            boolean pushedOut = x[j] <= box.low()[j] && gradient[j] > 0 || x[j] >= box.high()[j] && gradient[j] < 0;
            free[j] = !pushedOut;
        }
        return free;
    }

    private static double[] direction(double[] gradient, boolean[] free, List<Pair> pairs) {
        double[] q = new double[gradient.length];
        for (int j = 0; j < q.length; j++) {
            q[j] = free[j] ? -gradient[j] : 0;
        }
        double[] downhill = q.clone();
        twoLoops(q, free, pairs);
        if (!(dot(q, gradient) < 0)) {
            pairs.clear();
            return downhill;
        }
        return q;
    }

    /** Replaces q by H q, both 0 outside the free variables. */
    private static void twoLoops(double[] q, boolean[] free, List<Pair> pairs) {
        double[] alpha = new double[pairs.size()];
        double[] curvature = new double[pairs.size()];
        double scale = 0;
        for (int i = pairs.size() - 1; i >= 0; i--) {
            Pair pair = pairs.get(i);
            curvature[i] = dot(pair.s, pair.y, free);
            if (curvature[i] <= 0) {
                continue;
            }
            if (scale == 0) {
                scale = curvature[i] / dot(pair.y, pair.y, free);
            }
            alpha[i] = dot(pair.s, q, free) / curvature[i];
            add(q, -alpha[i], pair.y, free);
        }
        for (int j = 0; scale > 0 && j < q.length; j++) {
            q[j] *= scale;
        }
        for (int i = 0; i < pairs.size(); i++) {
            if (curvature[i] > 0) {
                Pair pair = pairs.get(i);
                add(q, alpha[i] - dot(pair.y, q, free) / curvature[i], pair.s, free);
            }
        }
    }

    private static void remember(List<Pair> pairs, double[] s, double[] y) {
        if (dot(s, y) > 1e-10 * norm(s) * norm(y)) {
            pairs.add(new Pair(s, y));
            if (pairs.size() > MEMORY) {
                pairs.removeFirst();
            }
        }
    }

    private static double largest(double[] gradient, boolean[] free) {
        double largest = 0;
        for (int j = 0; j < gradient.length; j++) {
            largest = free[j] ? Math.max(largest, Math.abs(gradient[j])) : largest;
        }
        return largest;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static boolean allFinite(double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static void add(double[] to, double factor, double[] what, boolean[] where) {
        for (int j = 0; j < to.length; j++) {
            if (where[j]) {
                to[j] += factor * what[j];
            }
        }
    }

    private static double dot(double[] a, double[] b, boolean[] where) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += where[j] ? a[j] * b[j] : 0;
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            difference[j] = a[j] - b[j];
        }
        return difference;
    }
}
