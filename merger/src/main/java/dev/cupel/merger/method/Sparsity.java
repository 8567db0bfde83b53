package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Magnitudes;
import dev.cupel.merger.numeric.RandomNumbers;
import java.util.Arrays;

/**
 * Which values of a difference are kept, the others becoming 0. As mergekit (June 2026).
 *
 * <p>Those that rescale multiply the rest so that the sum of absolute values stays.
 */
public sealed interface Sparsity {

    /** Keeps some of the values. */
    void apply(float[] delta, Values values, int model);

    /** All. */
    record Everything() implements Sparsity {
        @Override
        public void apply(float[] delta, Values values, int model) {
            // nothing goes
        }
    }

    /**
     * The largest (TIES). mergekit refuses tensors of which nothing would be left; here at least one value is.
     *
     * @param density share to keep, from 0 to 1
     */
    record Largest(double density) implements Sparsity {
        @Override
        public void apply(float[] delta, Values values, int model) {
            int n = values.length();
            Magnitudes.keepRanks(delta, n, n - Math.max((int) (density * n), 1), n);
        }
    }

    /**
     * All but the very largest and the smallest (breadcrumbs, Davari and Belilovsky, ECCV 2024). mergekit keeps nothing at all where
     * {@code gamma n} is below 1 (compatibility mergekit); here nothing large is dropped then.
     *
     * @param density share to keep, from 0 to 1
     * @param gamma share of the largest to drop, from 0 to 1; less where density needs them
     * @param compatibility none or mergekit
     */
    record Middle(double density, double gamma, Compatibility compatibility) implements Sparsity {
        @Override
        public void apply(float[] delta, Values values, int model) {
            int n = values.length();
            if (density >= 1) {
                return;
            }
            int kept = (int) (density * n);
            int top = Math.min((int) (gamma * n), n - kept);
            if (top == 0 && compatibility == Compatibility.MERGEKIT) {
                Arrays.fill(delta, 0, n, 0);
                return;
            }
            Magnitudes.keepRanks(delta, n, n - top - kept, n - top);
        }
    }

    /**
     * A random share (DARE).
     *
     * @param density probability to be kept, from 0 to 1
     * @param rescale whether the sum of absolute values stays
     * @param seed of the masks, which also depend on the tensor's name, the model and the value's place
     */
    record Random(double density, boolean rescale, long seed) implements Sparsity {
        @Override
        public void apply(float[] delta, Values values, int model) {
            RandomNumbers numbers = Masks.numbers(seed, values.name(), model);
            double before = sum(delta, values.length());
            for (int i = 0; i < values.length(); i++) {
                delta[i] = numbers.uniform() < density ? delta[i] : 0;
            }
            if (rescale) {
                multiply(delta, values.length(), before);
            }
        }
    }

    /**
     * A random share, large values rather than small ones (DELLA, Deep et al. 2024): the probability to be kept rises with the
     * rank by size along the second dimension (the only one of a vector) from {@code density - epsilon} to {@code density +
     * epsilon}.
     *
     * @param density mean probability to be kept, from 0 to 1
     * @param epsilon from 0 to 1; mergekit refuses probabilities outside 0 to 1, here they are cut
     * @param rescale whether the sum of absolute values stays
     * @param seed of the masks
     */
    record Ranked(double density, double epsilon, boolean rescale, long seed) implements Sparsity {
        @Override
        public void apply(float[] delta, Values values, int model) {
            if (density >= 1) {
                return;
            }
            long[] shape = values.shape();
            int line = shape.length == 0 ? 1 : (int) shape[Math.min(1, shape.length - 1)];
            int stride = 1;
            for (int d = 2; d < shape.length; d++) {
                stride *= (int) shape[d];
            }
            double before = sum(delta, values.length());
            drop(delta, values.length(), line, stride, Masks.numbers(seed, values.name(), model));
            if (rescale) {
                multiply(delta, values.length(), before);
            }
        }

        private void drop(float[] delta, int length, int line, int stride, RandomNumbers numbers) {
            int[] ranks = new int[line];
            long[] keys = new long[line];
            for (int outer = 0; outer < length; outer += line * stride) {
                for (int start = outer; start < outer + stride; start++) {
                    Magnitudes.ranks(delta, start, stride, line, ranks, keys);
                    for (int k = 0; k < line; k++) {
                        int i = start + k * stride;
                        double place = line == 1 ? 0.5 : ranks[k] / (line - 1.0);
                        boolean kept = numbers.uniform() < density - epsilon + 2 * epsilon * place;
                        delta[i] = kept ? delta[i] : 0;
                    }
                }
            }
        }
    }

    private static double sum(float[] delta, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += Math.abs(delta[i]);
        }
        return sum;
    }

    private static void multiply(float[] delta, int length, double before) {
        double after = sum(delta, length);
        double factor = after == 0 ? 1 : before / after;
        for (int i = 0; i < length; i++) {
            delta[i] = (float) (delta[i] * factor);
        }
    }
}
