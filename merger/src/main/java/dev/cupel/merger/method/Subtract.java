package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code A - B}: what A has beyond B. As sd-mecha's {@code subtract}. The result is no model, but a difference for
 * {@link Add} and for methods that merge differences.
 */
public record Subtract() implements Formula {

    @Override
    public String name() {
        return "subtract";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean makesDifference() {
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
        for (int i = 0; i < values.length(); i++) {
            a[i] = a[i] - b[i];
        }
        return a;
    }
}
