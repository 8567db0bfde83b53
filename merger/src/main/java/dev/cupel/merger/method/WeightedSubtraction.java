package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code (A - alpha beta B) / (1 - alpha beta)}: takes out of A what it may have of B. As sd-meh 0.9.5.
 *
 * <p>Where alpha beta is near 1 the result is large without bound; stay below 0.9. At alpha = beta = 1 beta is less by 1e-10, as
 * in sd-meh, which keeps only B's places finite; any other way to a product of 1 gives no finite number and is refused.
 */
public record WeightedSubtraction() implements Formula {

    private static final double LEAST = 1e-10;

    @Override
    public String name() {
        return "weighted_subtraction";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean hasBeta() {
        return true;
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        float[] a = values.a();
        float[] b = values.b();
        double product = coefficient.alpha() == 1 && coefficient.beta() == 1
                ? 1 - LEAST
                : coefficient.alpha() * coefficient.beta();
        float taken = (float) product;
        float left = (float) (1 - product);
        for (int i = 0; i < values.length(); i++) {
            a[i] = (a[i] - taken * b[i]) / left;
        }
        return a;
    }
}
