package dev.cupel.optimizer.search;

/**
 * Uniformly at random.
 *
 * @param dimension D
 * @param seeds the random numbers
 */
record UniformSampling(int dimension, Seeds seeds) implements Sampling {

    @Override
    public double[] point(int index, int attempt) {
        return seeds.random(index, attempt).doubles(dimension).toArray();
    }

    @Override
    public Origin origin() {
        return Origin.RANDOM;
    }
}
