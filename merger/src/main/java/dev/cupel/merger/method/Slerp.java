package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Span;
import java.util.List;

/**
 * From A to B on the arc between them, w the angle of the whole tensors.
 *
 * <p>As sd-mecha 1.1.5: {@code (a sin((1 - alpha) w) + b sin(alpha w)) / sin w * ((1 - alpha) |A| + alpha |B|)}, a = A / |A|,
 * b = B / |B|. mergekit's slerp (compatibility mergekit) turns A and B themselves, not a and b, and leaves the lengths as they
 * come, but gives the straight line where {@code |cos w| > 0.9995}: fine-tunes of one model mostly are so close.
 *
 * <p>The straight line, {@code (1 - alpha) A + alpha B}, is also the result where A or B is 0 or they are parallel.
 *
 * @param compatibility none or mergekit
 */
public record Slerp(Compatibility compatibility) implements Formula {

    private static final double MERGEKIT_PARALLEL = 0.9995;
    private static final double SMALLEST_SINE = 1e-8; // of an angle whose cosine float64 cannot tell from 1

    @Override
    public String name() {
        return "slerp";
    }

    @Override
    public Settings settings() {
        return compatibility.in(Settings.NONE);
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
    public float[] merge(Values values, Coefficient coefficient) {
        Span models = new Span(List.of(values.a(), values.b()), values.length());
        return models.replaceBySum(weights(models, coefficient.alpha()));
    }

    private double[] weights(Span models, double alpha) {
        double cosine = models.cosine(0, 1);
        double angle = StrictMath.acos(cosine);
        double sine = StrictMath.sin(angle);
        boolean mergekit = compatibility == Compatibility.MERGEKIT;
        if (models.norm(0) == 0 || models.norm(1) == 0 || sine < SMALLEST_SINE
                || mergekit && Math.abs(cosine) > MERGEKIT_PARALLEL) {
            return new double[]{1 - alpha, alpha};
        }
        double a = StrictMath.sin((1 - alpha) * angle) / sine;
        double b = StrictMath.sin(alpha * angle) / sine;
        if (mergekit) {
            return new double[]{a, b};
        }
        double length = (1 - alpha) * models.norm(0) + alpha * models.norm(1);
        return new double[]{a / models.norm(0) * length, b / models.norm(1) * length};
    }
}
