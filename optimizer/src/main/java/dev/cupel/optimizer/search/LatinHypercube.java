package dev.cupel.optimizer.search;

import java.util.random.RandomGenerator;

/**
 * Latin hypercubes, one after the other (M. McKay et al., Technometrics 21, 1979): of each block of points, one is in each of the
 * equal slices of each axis.
 *
 * @param dimension D
 * @param size points of a block, N
 * @param seeds the random numbers
 */
record LatinHypercube(int dimension, int size, Seeds seeds) {

    /** Point number {@code index}, from 0. */
    double[] point(int index) {
        RandomGenerator random = seeds.random(index / size, 0);
        double[] point = new double[dimension];
        for (int j = 0; j < dimension; j++) {
            int[] slices = shuffled(random);
            double[] within = random.doubles(size).toArray();
            int row = index % size;
            point[j] = (slices[row] + within[row]) / size;
        }
        return point;
    }

    private int[] shuffled(RandomGenerator random) {
        int[] slices = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            slices[i] = slices[other];
            slices[other] = i;
        }
        return slices;
    }
}
