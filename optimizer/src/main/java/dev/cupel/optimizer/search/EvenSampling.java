package dev.cupel.optimizer.search;

import java.util.function.IntFunction;

/**
 * The points of a design; in place of one that is refused, a random one.
 *
 * @param design point number i, shape (D)
 * @param otherwise where to sample in place of a refused point
 * @param origin the name of the design
 */
record EvenSampling(IntFunction<double[]> design, UniformSampling otherwise, Origin origin) implements Sampling {

    @Override
    public double[] point(int index, int attempt) {
        return attempt == 0 ? design.apply(index) : otherwise.point(index, attempt);
    }
}
