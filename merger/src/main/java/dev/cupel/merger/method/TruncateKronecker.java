package dev.cupel.merger.method;

import dev.cupel.merger.linear.LowRank;
import dev.cupel.merger.linear.Matrix;
import java.util.List;

/**
 * {@code A + alpha T(B - C)}, T the nearest Kronecker product of two smaller tensors, as a LoKr would be. As sd-mecha 1.1.5's
 * {@code add_difference(a, truncate_kronecker(b - c))}.
 *
 * <p>The factors have the shapes (m1, n1) and (m2, n2, rest). Rearranged to a matrix with a row for each pair of m1 and n1 and a
 * column for the rest, a product is a matrix of rank 1 (Van Loan and Pitsianis, 1993). Vectors stay as they are.
 *
 * @param ratio the first factor's share of the logarithm of the size, from 0 to 1; of the sizes that divide the tensor's the nearest
 * @param useApproximateBasis whether the nearest matrix is sought from random directions on, until a step hardly changes it; else exactly
 * @param seed of those directions
 */
public record TruncateKronecker(double ratio, boolean useApproximateBasis, long seed)
        implements
            Direction {

    /** Sizes of the two factors' first two dimensions. */
    record Sizes(int m1, int m2, int n1, int n2) {

        /** Those nearest to the ratio; of equally near ones the most balanced. */
        static Sizes of(long[] shape, double ratio) {
            long count = 1;
            for (long size : shape) {
                count *= size;
            }
            double middle = StrictMath.log(count) / 2;
            double smallest = -middle;
            double largest = StrictMath.log((double) shape[0] * shape[1]) - middle;
            double target = (2 * ratio - 1) * Math.max(Math.abs(smallest), Math.abs(largest));
            Sizes best = new Sizes(1, (int) shape[0], 1, (int) shape[1]);
            for (int m1 = 1; m1 <= shape[0]; m1++) {
                for (int n1 = 1; shape[0] % m1 == 0 && n1 <= shape[1]; n1++) {
                    if (shape[1] % n1 == 0) {
                        Sizes other = new Sizes(m1, (int) shape[0] / m1, n1, (int) shape[1] / n1);
                        best = other.isBetter(best, middle + target) ? other : best;
                    }
                }
            }
            return best;
        }

        private boolean isBetter(Sizes other, double target) {
            int nearer = Double.compare(distance(target), other.distance(target));
            return nearer < 0 || nearer == 0 && imbalance() < other.imbalance();
        }

        private double distance(double target) {
            return Math.abs(StrictMath.log((double) m1 * n1) - target);
        }

        private double imbalance() {
            return Math.abs(StrictMath.log((double) m1 / m2)) + Math.abs(StrictMath.log((double) n1 / n2));
        }
    }

    @Override
    public String name() {
        return "truncate_kronecker";
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with("kronecker_ratio", ratio).with("use_approximate_basis", useApproximateBasis)
                .with("approximate_basis_seed", seed);
    }

    @Override
    public List<Role> roles() {
        return Role.NAMED;
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public float[] direction(Values values) {
        float[] delta = values.deltas().get(1);
        long[] shape = values.shape();
        if (shape.length < 2) {
            return delta;
        }
        Sizes sizes = Sizes.of(shape, ratio);
        int row = values.length() / (sizes.m1 * sizes.n1);
        Matrix arranged = Matrix.zeros(sizes.m1 * sizes.n1, row);
        rearrange(delta, arranged, sizes, true);
        rearrange(delta, product(arranged), sizes, false);
        return delta;
    }

    private Matrix product(Matrix arranged) {
        return useApproximateBasis
                ? LowRank.near(arranged, 1, seed)
                : LowRank.exact(arranged, 1);
    }

    /** Between the tensor, (m1, m2, n1, part), and the matrix, (m1, n1, m2, part). */
    private static void rearrange(float[] tensor, Matrix matrix, Sizes sizes, boolean forth) {
        int part = matrix.columns() / sizes.m2;
        double[] arranged = matrix.values();
        int from = 0;
        for (int i = 0; i < sizes.m1; i++) {
            for (int j = 0; j < sizes.m2; j++) {
                for (int k = 0; k < sizes.n1; k++) {
                    int to = ((i * sizes.n1 + k) * sizes.m2 + j) * part;
                    for (int rest = 0; rest < part; rest++, from++) {
                        if (forth) {
                            arranged[to + rest] = tensor[from];
                        } else {
                            tensor[from] = (float) arranged[to + rest];
                        }
                    }
                }
            }
        }
    }
}
