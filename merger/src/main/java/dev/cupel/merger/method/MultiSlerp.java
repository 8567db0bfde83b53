package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Span;
import java.util.Arrays;
import java.util.List;

/**
 * The weighted mean of A, B and the further models on the sphere, by way of the plane that touches it at their weighted mean, times the
 * weighted mean of their lengths. As mergekit's multislerp (June 2026), where alpha is 1.
 *
 * <p>{@code (1 - alpha) A + alpha X}; with {@code from_old_base}, X is made of the differences from C, and the result is
 * {@code C + alpha X}. Where the weighted unit vectors cancel out the mean has no direction: X is the plain weighted mean, for two
 * models in mergekit, too, which refuses more.
 *
 * @param weights a factor for each of A, B and the further models; empty for 1 each
 * @param normalizeWeights whether they are divided by their sum
 * @param fromOldBase whether C is the middle of the sphere
 */
public record MultiSlerp(List<Double> weights, boolean normalizeWeights, boolean fromOldBase) implements Direction {

    private static final double EPSILON = 1e-8;

    /** Copies the weights. */
    public MultiSlerp {
        weights = List.copyOf(weights);
    }

    @Override
    public String name() {
        return "multislerp";
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with("weights", weights).with("normalize_weights", normalizeWeights).with("from_old_base",
                fromOldBase);
    }

    @Override
    public List<Role> roles() {
        return fromOldBase ? Role.NAMED : List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean takesMore() {
        return true;
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public Role base() {
        return fromOldBase ? Role.OLD_BASE : Role.NEW_BASE;
    }

    @Override
    public boolean additive() {
        return fromOldBase;
    }

    @Override
    public Mix mix(Coefficient coefficient) {
        return new Mix(fromOldBase ? 1 : (float) (1 - coefficient.alpha()), (float) coefficient.alpha());
    }

    @Override
    public float[] direction(Values values) {
        Span models = new Span(fromOldBase ? values.deltas() : values.models(), values.length());
        return models.replaceBySum(mean(models));
    }

    private double[] mean(Span models) {
        double[] shares = Shares.of(weights, models.size(), name());
        double total = normalizeWeights ? Arrays.stream(shares).sum() : 1;
        Arrays.setAll(shares, i -> shares[i] / total);
        double[] middle = new double[shares.length];
        double length = 0;
        for (int i = 0; i < shares.length; i++) {
            middle[i] = shares[i] / (models.norm(i) + EPSILON);
            length += shares[i] * models.norm(i);
        }
        double norm = models.norm(middle);
        if (norm < EPSILON) {
            return shares;
        }
        Arrays.setAll(middle, i -> middle[i] / norm);
        double[] tangent = tangent(models, shares, middle);
        double way = models.norm(tangent) + EPSILON;
        for (int i = 0; i < middle.length; i++) {
            middle[i] = length * (StrictMath.cos(way) * middle[i] + StrictMath.sin(way) / way * tangent[i]);
        }
        return middle;
    }

    /** The weighted mean of the unit vectors less their parts along the middle. */
    private static double[] tangent(Span models, double[] shares, double[] middle) {
        double[] tangent = new double[shares.length];
        for (int i = 0; i < shares.length; i++) {
            double norm = models.norm(i) + EPSILON;
            tangent[i] += shares[i] / norm;
            double along = models.dot(i, middle) / norm;
            for (int j = 0; j < shares.length; j++) {
                tangent[j] -= shares[i] * along * middle[j];
            }
        }
        return tangent;
    }
}
