package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code A + alpha m (B - C)} with a mask m from 0 to 2 for each value, large where A and B went opposite ways from C. Other
 * places count less than in {@code add_difference}. As sd-mecha 1.1.5's add_difference with one of its two masks.
 *
 * <p>{@code add_opposite}: {@code m = 2 |A - B| / (|A - B| + |A + B - 2C|)}.
 * <br>{@code add_strict_opposite}: {@code m = 2 max(0, (C - A)(B - C)) / max(|A - C|, |B - C|)^2}: 0 where they went the same way.
 * <br>Where the denominator is 0, m is 0.
 *
 * @param strict which of the two
 */
public record AddOpposite(boolean strict) implements Direction {

    @Override
    public String name() {
        return strict ? "add_strict_opposite" : "add_opposite";
    }

    @Override
    public List<Role> roles() {
        return Role.NAMED;
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public float[] direction(Values values) {
        float[] a = values.a();
        float[] b = values.b();
        float[] c = values.c();
        for (int i = 0; i < values.length(); i++) {
            double ac = (double) a[i] - c[i];
            double bc = (double) b[i] - c[i];
            a[i] = (float) ((strict ? strictMask(ac, bc) : mask(ac, bc)) * bc);
        }
        return a;
    }

    private static double mask(double ac, double bc) {
        double apart = Math.abs(ac - bc);
        double both = apart + Math.abs(ac + bc);
        return both == 0 ? 0 : 2 * apart / both;
    }

    private static double strictMask(double ac, double bc) {
        double larger = Math.max(Math.abs(ac), Math.abs(bc));
        return larger == 0 ? 0 : 2 * Math.max(0, -(ac / larger) * (bc / larger));
    }
}
