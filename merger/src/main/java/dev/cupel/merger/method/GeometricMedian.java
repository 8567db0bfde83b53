package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Span;
import java.util.Arrays;

/**
 * {@code (1 - alpha) A + alpha X}, X the tensor whose distances from those of A, B and the further models have the smallest sum:
 * a mean on which one odd model has little influence. As sd-mecha 1.1.5, where alpha is 1.
 *
 * <p>Weiszfeld's iteration from the mean: each model's next weight is 1 / its distance. As X is always a weighted mean of the
 * models, distances follow from the models' inner products, and an iteration does not touch the values.
 *
 * @param eps distances below it count as it
 * @param maxiter most iterations
 * @param ftol the end: the sum of distances changes by less than this share
 */
public record GeometricMedian(double eps, int maxiter, double ftol) implements Blend {

    /** sd-mecha's numbers. */
    public static final GeometricMedian STANDARD = new GeometricMedian(1e-6, 100, 1e-20);

    @Override
    public String name() {
        return "geometric_median";
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with("eps", eps).with("maxiter", maxiter).with("ftol", ftol);
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public float[] direction(Values values) {
        return of(new Span(values.models(), values.length()));
    }

    /** The median of the vectors, in the place of the first. */
    float[] of(Span models) {
        double[] weights = new double[models.size()];
        Arrays.fill(weights, 1.0 / models.size());
        double sum = sumOfDistances(models, weights);
        for (int i = 0; i < maxiter; i++) {
            double before = sum;
            weights = next(models, weights);
            sum = sumOfDistances(models, weights);
            if (Math.abs(before - sum) <= ftol * sum) {
                break;
            }
        }
        return models.replaceBySum(weights);
    }

    private double[] next(Span models, double[] weights) {
        double[] next = new double[weights.length];
        Arrays.setAll(next, i -> 1 / Math.max(models.distance(i, weights), eps));
        double total = Arrays.stream(next).sum();
        Arrays.setAll(next, i -> next[i] / total);
        return next;
    }

    private static double sumOfDistances(Span models, double[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += models.distance(i, weights);
        }
        return sum;
    }
}
