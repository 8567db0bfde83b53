package dev.cupel.merger.rebasin;

/**
 * The sizes of a tensor as its permutations see it: outputs, inputs, and what belongs to one pair of them.
 *
 * @param outputs size of axis 0
 * @param inputs  size of axis 1, or 1
 * @param rest    numbers per output and input: 9 of a 3 x 3 convolution, else 1
 */
record Extent(int outputs, int inputs, int rest) {

    static Extent of(long[] shape) {
        int rest = 1;
        for (int axis = 2; axis < shape.length; axis++) {
            rest *= Math.toIntExact(shape[axis]);
        }
        return new Extent(size(shape, 0), size(shape, 1), rest);
    }

    private static int size(long[] shape, int axis) {
        return axis < shape.length ? Math.toIntExact(shape[axis]) : 1;
    }

    int size(int axis) {
        return axis == 0 ? outputs : inputs;
    }

    /** Where the numbers of a pair start, when it is given as the index along an axis and that along the other. */
    int at(int axis, int index, int other) {
        return (axis == 0 ? index * inputs + other : other * inputs + index) * rest;
    }
}
