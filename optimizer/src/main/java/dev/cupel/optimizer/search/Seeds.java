package dev.cupel.optimizer.search;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Random numbers of a search, those of each proposal apart from the others.
 *
 * @param seed all follow from it
 */
record Seeds(long seed) {
    /** The golden ratio's bits set neighbouring indices far apart. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long SILVER = 0xD1B54A32D192ED03L;

    /** The numbers of one attempt to make a proposal. */
    RandomGenerator random(int index, int attempt) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed + (index + 1) * GOLDEN + attempt * SILVER);
    }
}
