package dev.cupel.merger.checkpoint;

/** A named tensor whose values can be read as float32, a stretch at a time: of a file, or made while it is read. */
public interface FloatTensor {

    /** The name in the Stable Diffusion layout. */
    String name();

    /** The sizes of the dimensions, outermost first; empty for a single number. */
    long[] shape();

    /** How many elements there are: the product of the shape. */
    default long count() {
        long count = 1;
        for (long size : shape()) {
            count *= size;
        }
        return count;
    }

    /** How many elements to read at a time: some thousands, or all where the tensor can only be made as a whole. */
    default int step() {
        return 4096;
    }

    /**
     * Has some elements brought into memory, if they come from a file that is not there yet: they will be read soon.
     *
     * @param first index of the first element, row-major
     * @param length how many
     */
    default void prefetch(long first, long length) {}

    /**
     * Reads some elements as float32. Several threads may read at once.
     *
     * @param first index of the first element, row-major
     * @param target where they go, from index 0 on
     * @param length how many
     */
    void widen(long first, float[] target, int length);
}
