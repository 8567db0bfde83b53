package dev.cupel.optimizer.search;

import dev.cupel.optimizer.space.Sobol;
import dev.cupel.optimizer.space.Space;

/**
 * One Sobol sequence for a whole search: no two points are alike, and no state is needed. Where constraints hold in a part of
 * the cube only, the points outside it are passed over.
 *
 * @param space what is searched
 * @param seed chooses the scramble
 */
record SobolPoints(Space space, long seed) {
    private static final int MOST_PASSED = 64;

    /** Point number {@code index}, from 0, snapped. */
    double[] point(int index) {
        return space.admissible(raw(index));
    }

    /** The same before it is snapped: evenly spread along each axis, so that it may be made to follow a belief. */
    double[] raw(int index) {
        Sobol sobol = Sobol.scrambled(space.dimension(), seed);
        int passed = 0;
        int left = index;
        while (true) {
            double[] point = sobol.next();
            if (!space.feasible(point) && passed < MOST_PASSED * (index + 1)) {
                passed++;
            } else if (left-- == 0) {
                return point;
            }
        }
    }
}
