package dev.cupel.merger.method;

import dev.cupel.merger.numeric.RandomNumbers;

/** Where the random masks of merge methods come from. */
final class Masks {

    private Masks() {}

    /**
     * The numbers for one tensor of one model.
     *
     * @param model 0 for A, 1 for B, then the further ones
     */
    static RandomNumbers numbers(long seed, String tensor, int model) {
        return RandomNumbers.of(seed, "%s, model %d".formatted(tensor, model));
    }
}
