package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Span;
import java.util.List;

/**
 * {@code alpha (B - A (A.B) / (A.A))}, of whole tensors: what B has that A has not, for two differences. As sd-mecha 1.1.5.
 *
 * <p>Where A is 0 the direction has no meaning, and the result is 0.
 */
public record PerpendicularComponent() implements Direction {

    @Override
    public String name() {
        return "perpendicular_component";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean givesDelta() {
        return true;
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public boolean additive() {
        return false;
    }

    @Override
    public Mix mix(Coefficient coefficient) {
        return new Mix(0, (float) coefficient.alpha());
    }

    @Override
    public float[] direction(Values values) {
        return of(values.a(), values.b(), values.length());
    }

    /** What of b is perpendicular to a, in the place of a. */
    static float[] of(float[] a, float[] b, int length) {
        double square = Span.dot(a, a, 0, length);
        double share = square == 0 ? 0 : Span.dot(a, b, 0, length) / square;
        for (int i = 0; i < length; i++) {
            a[i] = square == 0 ? 0 : (float) (b[i] - share * a[i]);
        }
        return a;
    }
}
