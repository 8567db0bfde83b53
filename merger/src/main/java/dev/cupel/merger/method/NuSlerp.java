package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code (sin((1 - alpha) w) A + sin(alpha w) B) / sin w}, w the angle between A and B: of the whole tensors, or of each vector of
 * them. As mergekit's nuslerp (June 2026), whose weights are 1 - alpha and alpha.
 *
 * <p>Vectors run along the last dimension, or along the first with {@code row_wise}. Where {@code |sin w| < 1e-8}, or one vector
 * is 0, the result is {@code (1 - alpha) A + alpha B}.
 *
 * @param flatten whether the whole tensor is one vector
 * @param rowWise whether vectors run along the first dimension; without meaning if flatten
 * @param fromOldBase whether A - C and B - C are merged and then added to C
 */
public record NuSlerp(boolean flatten, boolean rowWise, boolean fromOldBase) implements Formula {

    private static final double SMALLEST_SINE = 1e-8;

    @Override
    public String name() {
        return "nuslerp";
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with("flatten", flatten).with("row_wise", rowWise).with("from_old_base", fromOldBase);
    }

    @Override
    public List<Role> roles() {
        return fromOldBase ? Role.NAMED : List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        List<float[]> models = fromOldBase ? values.deltas() : values.models();
        float[] a = models.get(0);
        long[] shape = values.shape();
        boolean whole = flatten || shape.length == 0;
        int length = whole ? values.length() : (int) (rowWise ? shape[0] : shape[shape.length - 1]);
        int stride = rowWise && !whole ? values.length() / length : 1;
        for (int vector = 0; vector < values.length() / length; vector++) {
            turn(a, models.get(1), rowWise ? vector : vector * length, stride, length, coefficient.alpha());
        }
        if (fromOldBase) {
            new Mix(1, 1).apply(a, values.c(), values.length());
        }
        return a;
    }

    private static void turn(float[] a, float[] b, int start, int stride, int length, double alpha) {
        double aa = 0;
        double ab = 0;
        double bb = 0;
        for (int k = 0, i = start; k < length; k++, i += stride) {
            aa += (double) a[i] * a[i];
            ab += (double) a[i] * b[i];
            bb += (double) b[i] * b[i];
        }
        double angle = StrictMath.acos(Math.clamp(ab / (Math.sqrt(aa) * Math.sqrt(bb)), -1, 1));
        double sine = StrictMath.sin(angle);
        boolean straight = !(sine >= SMALLEST_SINE); // NaN if a vector is 0
        double p = straight ? 1 - alpha : StrictMath.sin((1 - alpha) * angle) / sine;
        double q = straight ? alpha : StrictMath.sin(alpha * angle) / sine;
        for (int k = 0, i = start; k < length; k++, i += stride) {
            a[i] = (float) (p * a[i] + q * b[i]);
        }
    }
}
