package dev.cupel.evaluator.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * UniPC (Zhao et al. 2023, algorithms 5 to 8), predicting clean latents: each D serves to correct the step that led to
 * it, and to predict the next.
 *
 * <pre>
 * symbol     meaning
 * h          t' - t of the step, t = -ln s
 * D_k        D of k steps ago; D_0 the newest
 * r_k        (t_k - t) / h for the time t_k of D_k, negative; 1 for the end of the step
 * d_k        (D_k - D_0) / r_k
 * P          expm1(-h)
 * B          -h (bh1) or expm1(-h) (bh2)
 * rho        weights of the d_k: they solve R rho = b, R having rows r^0, r^1, ...
 * </pre>
 *
 * <p>Orders rise from 1 to 3 at the start, and fall at the end.
 */
final class UniPc {

    private static final int ORDER = 3;

    /** Which B. */
    enum Variant {
        BH1, BH2
    }

    private UniPc() {}

    static <L extends Latents<L>> L sample(Walk<L> walk) {
        return sample(walk, ORDER, Variant.BH1);
    }

    /** @param highest order, 1 to 3 */
    static <L extends Latents<L>> L sample(Walk<L> walk, int highest, Variant variant) {
        List<L> cleans = new ArrayList<>(); // D of the levels 0 to i
        cleans.add(walk.clean(walk.start(), walk.sigma(0)));
        L x = walk.start();
        for (int i = 0; i < walk.steps(); i++) {
            int order = Math.min(Math.min(highest, i + 1), walk.steps() - i);
            Step<L> step = new Step<>(walk, cleans, i, order, variant);
            L predicted = step.predict(x);
            if (i + 1 == walk.steps()) {
                return predicted;
            }
            cleans.add(walk.clean(predicted, walk.sigma(i + 1)));
            x = step.correct(x);
        }
        return x;
    }

    /** One step from level i. */
    private record Step<L extends Latents<L>>(Walk<L> walk, List<L> cleans, int i, int order, Variant variant) {

        L predict(L x) {
            L sum = held(x);
            // order 2: the paper's 1/2, where the one equation would give another value
            double[] rho = order == 2 ? new double[]{0.5} : weights(order - 1);
            for (int k = 1; k < order; k++) {
                sum = sum.plus(-scale() * rho[k - 1], difference(k));
            }
            return sum;
        }

        /** The same step once more, D of its end being known. */
        L correct(L x) {
            L sum = held(x);
            double[] rho = order == 1 ? new double[]{0.5} : weights(order);
            for (int k = 1; k < order; k++) {
                sum = sum.plus(-scale() * rho[k - 1], difference(k));
            }
            return sum.plus(-scale() * rho[order - 1], cleans.get(i + 1).minus(cleans.get(i)));
        }

        private L held(L x) {
            return x.times(walk.sigma(i + 1) / walk.sigma(i)).plus(-Math.expm1(-h()), cleans.get(i));
        }

        private double h() {
            return DpmPlusPlus.time(walk.sigma(i + 1)) - DpmPlusPlus.time(walk.sigma(i));
        }

        private double scale() {
            return variant == Variant.BH1 ? -h() : Math.expm1(-h());
        }

        private double ratio(int k) {
            return (DpmPlusPlus.time(walk.sigma(i - k)) - DpmPlusPlus.time(walk.sigma(i))) / h();
        }

        private L difference(int k) {
            return cleans.get(i - k).minus(cleans.get(i)).over(ratio(k));
        }

        private double[] weights(int count) {
            double[][] rows = new double[count][count];
            double[] right = new double[count];
            double hh = -h();
            double phi = Math.expm1(hh) / hh - 1;
            double factorial = 1;
            for (int n = 0; n < count; n++) {
                for (int k = 1; k <= count; k++) {
                    rows[n][k - 1] = Math.pow(k == order ? 1 : ratio(k), n);
                }
                right[n] = phi * factorial / scale();
                factorial *= n + 2;
                phi = phi / hh - 1 / factorial;
            }
            return solved(rows, right);
        }
    }

    /** Gauss' elimination; at most three equations, of distinct ratios, so that a pivot in the first row is never 0. */
    private static double[] solved(double[][] rows, double[] right) {
        int n = right.length;
        for (int p = 0; p < n; p++) {
            for (int r = p + 1; r < n; r++) {
                double factor = rows[r][p] / rows[p][p];
                for (int c = p; c < n; c++) {
                    rows[r][c] -= factor * rows[p][c];
                }
                right[r] -= factor * right[p];
            }
        }
        for (int p = n - 1; p >= 0; p--) {
            for (int c = p + 1; c < n; c++) {
                right[p] -= rows[p][c] * right[c];
            }
            right[p] /= rows[p][p];
        }
        return right;
    }
}
