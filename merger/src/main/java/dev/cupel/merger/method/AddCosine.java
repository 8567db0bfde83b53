package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Span;
import java.util.List;

/**
 * {@code (1 - k) A + k B}, {@code k = 1 - clamp(s - alpha, 0, 1)} for each column, s the similarity of A and B there: what is
 * alike stays A's. As sd-mecha 1.1.5. Columns run along the first dimension; a vector is a single one.
 *
 * <p>{@code add_cosine_a}: s is the cosine between the columns.
 * <br>{@code add_cosine_b}: s is the mean of that and of the cosine between the whole tensors.
 * <br>Alpha 0 is not A, and alpha 1 is B. The cosine of a column of zeros is 0. SuperMerger's cosineA and cosineB also stretch s to the
 * range that it has over the whole model, and are other methods.
 *
 * @param whole whether the whole tensors count, too
 */
public record AddCosine(boolean whole) implements Formula {

    @Override
    public String name() {
        return whole ? "add_cosine_b" : "add_cosine_a";
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
        float[] a = values.a();
        float[] b = values.b();
        double[] similarity = cosines(values);
        double all = whole ? new Span(List.of(a, b), values.length()).cosine(0, 1) : 0;
        double[] shares = new double[similarity.length];
        for (int j = 0; j < shares.length; j++) {
            double s = whole ? (similarity[j] + all) / 2 : similarity[j];
            shares[j] = 1 - Math.clamp(s - coefficient.alpha(), 0, 1);
        }
        for (int i = 0; i < values.length(); i++) {
            double k = shares[i % shares.length];
            a[i] = (float) ((1 - k) * a[i] + k * b[i]);
        }
        return a;
    }

    /** Cosines between the columns of A and B. */
    private static double[] cosines(Values values) {
        float[] a = values.a();
        float[] b = values.b();
        long[] shape = values.shape();
        int columns = shape.length == 0 ? 1 : (int) (values.length() / shape[0]);
        double[] ab = new double[columns];
        double[] aa = new double[columns];
        double[] bb = new double[columns];
        for (int i = 0; i < values.length();) {
            for (int j = 0; j < columns; j++, i++) {
                ab[j] += (double) a[i] * b[i];
                aa[j] += (double) a[i] * a[i];
                bb[j] += (double) b[i] * b[i];
            }
        }
        for (int j = 0; j < columns; j++) {
            double both = Math.sqrt(aa[j]) * Math.sqrt(bb[j]);
            ab[j] = both == 0 ? 0 : ab[j] / both;
        }
        return ab;
    }
}
