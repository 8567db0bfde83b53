package dev.cupel.merger.method;

import dev.cupel.merger.linear.LowRank;
import dev.cupel.merger.linear.Matrix;
import java.util.List;

/**
 * {@code A + alpha T(B - C)}, T the nearest matrix of a low rank, as a LoRA of this rank would be. As sd-mecha 1.1.5's
 * {@code add_difference(a, truncate_rank(b - c))}.
 *
 * <p>The matrix has a row for each of the first dimension. Vectors stay as they are, and so does what has no higher rank.
 *
 * @param rank from 0
 * @param useApproximateBasis whether the nearest matrix is sought from random directions on, until a step hardly changes it; else exactly, which takes minutes for a
 *     large tensor
 * @param seed of those directions
 */
public record TruncateRank(int rank, boolean useApproximateBasis, long seed) implements Direction {

    @Override
    public String name() {
        return "truncate_rank";
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with("rank", rank).with("use_approximate_basis", useApproximateBasis)
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
        int rows = (int) shape[0];
        int columns = values.length() / rows;
        int target = Math.min(rank, Math.min(rows, columns));
        if (target == Math.min(rows, columns)) {
            return delta;
        }
        Matrix near = truncated(Matrix.of(rows, columns, delta), target);
        for (int i = 0; i < values.length(); i++) {
            delta[i] = (float) near.values()[i];
        }
        return delta;
    }

    private Matrix truncated(Matrix delta, int target) {
        if (target == 0) {
            return Matrix.zeros(delta.rows(), delta.columns());
        }
        return useApproximateBasis
                ? LowRank.near(delta, target, seed)
                : LowRank.exact(delta, target);
    }
}
