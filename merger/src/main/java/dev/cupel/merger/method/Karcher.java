package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Span;
import java.util.Arrays;

/**
 * {@code (1 - alpha) A + alpha X}, X the mean of A, B and the further models on the sphere, times the mean of their lengths: the unit
 * vector from which the arcs to the models, as vectors, add up to 0. As mergekit's karcher (June 2026), where alpha is 1.
 *
 * <p>The iteration starts from the mean u of the unit vectors, and goes along the mean arc,
 * {@code T = mean (w / sin w)(v - cos w u)}, w the angle between u and v, until it is shorter than tol. All of it is done on
 * inner products. Models that are 0 count for the length alone.
 *
 * @param maxIter most steps
 * @param tol lengths and angles below it count as 0
 */
public record Karcher(int maxIter, double tol) implements Blend {

    @Override
    public String name() {
        return "karcher";
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with("max_iter", maxIter).with("tol", tol);
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public float[] direction(Values values) {
        Span models = new Span(values.models(), values.length());
        double length = 0;
        double[] u = new double[models.size()];
        for (int i = 0; i < u.length; i++) {
            length += models.norm(i) / u.length;
            u[i] = models.norm(i) > tol ? 1 / models.norm(i) : 0;
        }
        long counted = Arrays.stream(u).filter(weight -> weight != 0).count();
        scale(u, counted == 0 ? 0 : length(models, u, counted));
        for (int step = 0; step < maxIter && advance(models, u, counted); step++) {
            scale(u, models.norm(u));
        }
        scale(u, 1 / length);
        return models.replaceBySum(u);
    }

    /** Length of the sum of unit vectors; if they cancel out, the first alone is left, which is of length 1. */
    private double length(Span models, double[] u, long counted) {
        double norm = models.norm(u);
        if (norm / counted >= tol) {
            return norm;
        }
        boolean found = false;
        for (int i = 0; i < u.length; i++) {
            u[i] = found ? 0 : u[i];
            found |= u[i] != 0;
        }
        return 1;
    }

    private static void scale(double[] u, double length) {
        for (int i = 0; i < u.length; i++) {
            u[i] = length == 0 ? 0 : u[i] / length;
        }
    }

    /** One step along the mean arc; false if there is nowhere to go. */
    private boolean advance(Span models, double[] u, long counted) {
        double[] arc = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            double norm = models.norm(i);
            double cosine = norm > tol ? Math.clamp(models.dot(i, u) / norm, -1, 1) : 1;
            double angle = StrictMath.acos(cosine);
            if (angle >= tol) {
                double share = angle / StrictMath.sin(angle) / counted;
                arc[i] += share / norm;
                for (int j = 0; j < u.length; j++) {
                    arc[j] -= share * cosine * u[j];
                }
            }
        }
        double way = models.norm(arc);
        if (way < tol) {
            return false;
        }
        for (int i = 0; i < u.length; i++) {
            u[i] = StrictMath.cos(way) * u[i] + StrictMath.sin(way) / way * arc[i];
        }
        return true;
    }
}
