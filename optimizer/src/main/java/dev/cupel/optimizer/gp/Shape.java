package dev.cupel.optimizer.gp;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * What kind of function is supposed.
 *
 * @param kernel how the correlation falls with the distance
 * @param additive whether a part of it is a sum of functions of one axis each
 */
record Shape(Kernel kernel, boolean additive) {

    private static final int MANY_AXES = 10;
    /** The hyperparameters of all shapes: ln ℓ (D), ln s², ln σ². */
    private static final int BESIDE_LENGTHS = 2;
    /** And of an additive one: logit w, ln c. */
    private static final int OF_SUM = 2;

    /**
     * The shapes that a function of so many axes may have, the simplest first. On few axes there is nothing to gain from a sum.
     */
    static Stream<Shape> all(int dimension) {
        return (manyAxes(dimension) ? Stream.of(false, true) : Stream.of(false))
                .flatMap(additive -> Arrays.stream(Kernel.values()).map(kernel -> new Shape(kernel, additive)));
    }

    /** Whether there are so many axes that all evaluations are far from one another. */
    static boolean manyAxes(int dimension) {
        return dimension >= MANY_AXES;
    }

    /** The number of hyperparameters at D axes. */
    int parameters(int dimension) {
        return dimension + BESIDE_LENGTHS + (additive ? OF_SUM : 0);
    }

    /** The number of axes, D, of so many hyperparameters. */
    int dimension(int parameters) {
        return parameters - parameters(0);
    }
}
